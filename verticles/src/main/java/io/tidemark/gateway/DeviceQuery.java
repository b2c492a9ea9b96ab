package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.http.Callers;
import io.tidemark.http.Problem;
import io.tidemark.protocol.CursorCodec;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.InvalidCursorException;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.session.StartingPoint;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Who a device is and what it has, where it says so in the request itself. */
final class DeviceQuery {
  private DeviceQuery() {}

  /**
   * What a cursor stands for.
   *
   * @param cursor null or empty if there is none
   * @return null if there is none
   * @throws Problem {@code invalid_cursor}
   */
  static @Nullable StartingPoint start(CursorCodec cursors, @Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    try {
      return new StartingPoint.Position(cursors.decode(cursor));
    } catch (InvalidCursorException e) {
      throw Problem.of(ProblemCode.INVALID_CURSOR, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The device that the token or the query parameter {@code device} names; null if neither does.
   *
   * @throws Problem if they differ, or it cannot be one
   */
  static @Nullable String device(Caller caller, HttpServerRequest request) {
    String device = Callers.device(caller, request.getParam("device"));
    if (device == null) {
      return null;
    }
    try {
      return Ids.device(device);
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemCode.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** The same where there has to be one. */
  static String requiredDevice(Caller caller, HttpServerRequest request) {
    String device = device(caller, request);
    if (device == null) {
      throw Problem.of(ProblemCode.MALFORMED, "the query parameter 'device' is missing");
    }
    return device;
  }
}
