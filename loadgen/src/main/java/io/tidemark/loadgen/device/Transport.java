package io.tidemark.loadgen.device;

import io.tidemark.protocol.ServerFrame;
import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a device reaches the hub: all that differs between the ways is behind this. */
interface Transport {

  /** Hears what comes on a connection. */
  interface Listener {
    /**
     * @param cursor that came beside the frame; null for none
     */
    void frame(ServerFrame frame, @Nullable String cursor);

    /** A frame that cannot be read. */
    void unreadable(String why);

    /**
     * The connection ended, once.
     *
     * @param code a close code; 0 where the transport has none
     */
    void closed(int code, String reason);
  }

  /** An open connection. */
  interface Connection {
    Future<Void> ack(Map<UUID, Long> watermarks);

    void close();

    /** Closes without a word, where the way has any. */
    default void cut() {
      close();
    }
  }

  /** How watermarks are acknowledged beside the connection. */
  @FunctionalInterface
  interface AckWay {
    Future<Void> ack(Map<UUID, Long> watermarks);
  }

  String name();

  /** Whether its hello carries watermarks; otherwise it carries the cursor. */
  boolean tellsWatermarks();

  /** Connects and says hello. */
  Future<Connection> open(String token, Hello hello, Listener listener);
}
