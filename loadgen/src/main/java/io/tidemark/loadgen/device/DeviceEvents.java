package io.tidemark.loadgen.device;

import io.tidemark.protocol.ServerFrame;

/** Hears what happens to a device; for tools that show or measure it. Called on the event loop. */
public interface DeviceEvents {
  /** Nobody wants to know. */
  DeviceEvents NONE = new DeviceEvents() {};

  /**
   * A frame came in, before the device acts on it.
   *
   * @param liveSinceMicros since when the connection is live; {@code Long.MAX_VALUE} if it is not
   */
  default void frame(ServerFrame frame, long nowMicros, long liveSinceMicros) {}

  /** It begins to connect. */
  default void connecting() {}

  default void connected() {}

  /**
   * @param retryMillis when it comes back; -1 if it does not
   */
  default void disconnected(String reason, long retryMillis) {}
}
