package io.tidemark.flow;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are good no more.
 *
 * @param device only those for this device; null: all of the user's
 * @param notBeforeMillis those issued earlier than this, in milliseconds since 1970
 */
public record Revocation(String user, UUID userId, @Nullable String device, long notBeforeMillis) {

  /** Whether the token that {@code caller} came with is one of them. */
  public boolean refuses(Caller caller) {
    return caller.issuedAt().toEpochMilli() < notBeforeMillis
        && (device == null || device.equals(caller.device()));
  }

  /**
   * Whether a connection has to end.
   *
   * @param connected the device that it is of
   * @param first whether the node has just heard of this. A token that names no device is not
   *     refused because one device was logged out: that device is cut off once, and may come back
   *     with it.
   */
  public boolean ends(Caller caller, @Nullable String connected, boolean first) {
    return refuses(caller)
        || (first
            && device != null
            && device.equals(connected)
            && caller.issuedAt().toEpochMilli() < notBeforeMillis);
  }
}
