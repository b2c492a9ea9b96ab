package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.http.Authentication;
import io.tidemark.http.Callers;
import io.tidemark.http.Problem;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.InvalidCursorException;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.session.StartingPoint;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/events}: server-sent events. */
final class EventStreamEndpoint {
  private static final int RETRY_MILLIS_MIN = 1_000;
  private static final int RETRY_MILLIS_MAX = 3_000;

  private final GatewayLoop loop;

  EventStreamEndpoint(GatewayLoop loop) {
    this.loop = loop;
  }

  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    StartingPoint start;
    try {
      start = start(request);
    } catch (InvalidCursorException e) {
      context.fail(Problem.of(ProblemCode.INVALID_CURSOR, e.getMessage()));
      return;
    }
    loop.onLoop(
        Admission.enter(loop, Authentication.tokenOf(request)),
        admitted -> admitted(context, start, admitted));
  }

  private void admitted(
      RoutingContext context, @Nullable StartingPoint start, AsyncResult<Caller> admitted) {
    Caller caller = admitted.result();
    if (caller == null) {
      Refusal refusal = Refusal.of(admitted.cause());
      loop.node().metrics().closed(refusal.code());
      context.fail(refusal.toProblem());
      return;
    }
    String device;
    try {
      device = device(caller, context.request().getParam("device"));
    } catch (Problem problem) {
      giveBack(caller);
      context.fail(problem);
      return;
    }
    HttpServerResponse response = context.response();
    if (response.closed()) {
      giveBack(caller);
      return;
    }
    begin(response);
    Connection connection =
        new Connection(
            loop, new EventStreamTransport(response), caller, loop.node().metrics().eventStreams());
    response.drainHandler(_ -> connection.drained());
    response.exceptionHandler(_ -> connection.gone());
    response.closeHandler(_ -> connection.gone());
    response.endHandler(_ -> connection.gone());
    connection.hello(device, start);
  }

  private void begin(HttpServerResponse response) {
    response.setWriteQueueMaxSize(loop.node().options().writeQueueBytes());
    response.setChunked(true);
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Accel-Buffering", "no");
    int retryMillis = ThreadLocalRandom.current().nextInt(RETRY_MILLIS_MIN, RETRY_MILLIS_MAX);
    response.write("retry: " + retryMillis + "\n\n");
  }

  /** A browser that comes back by itself repeats its first URL: the header is newer. */
  private @Nullable StartingPoint start(HttpServerRequest request) {
    String cursor = request.getHeader("Last-Event-ID");
    if (cursor == null || cursor.isEmpty()) {
      cursor = request.getParam("cursor");
    }
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    Cursor position = loop.node().cursors().decode(cursor);
    return new StartingPoint.Position(position);
  }

  private static String device(Caller caller, @Nullable String asked) {
    String device = Callers.device(caller, asked);
    if (device == null) {
      throw Problem.of(ProblemCode.MALFORMED, "the query parameter 'device' is missing");
    }
    try {
      return Ids.device(device);
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemCode.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private void giveBack(Caller caller) {
    loop.node().devices().leaveUser(caller.user(), null, null);
    loop.node().devices().leave();
  }
}
