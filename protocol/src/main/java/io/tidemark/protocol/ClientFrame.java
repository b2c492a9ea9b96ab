package io.tidemark.protocol;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a device may say on a WebSocket. */
public sealed interface ClientFrame {

  /**
   * The first frame.
   *
   * @param watermarks what the device has, by namespace; null if it sent none
   * @param cursor the same as an opaque string; null if it sent none
   * @param cursors whether the device wants a cursor after deltas too, about once a second
   */
  record Hello(
      String device, @Nullable Map<UUID, Long> watermarks, @Nullable String cursor, boolean cursors)
      implements ClientFrame {
    /** Of a device that keeps its watermarks itself. */
    public Hello(String device, @Nullable Map<UUID, Long> watermarks, @Nullable String cursor) {
      this(device, watermarks, cursor, false);
    }
  }

  /** Applied up to here. */
  record Ack(Map<UUID, Long> watermarks) implements ClientFrame {}

  /** A new token before the old one's {@code exp}. */
  record Refresh(String token) implements ClientFrame {}

  /** Asks for a {@link ServerFrame.Pong}. */
  record Ping() implements ClientFrame {}
}
