package io.tidemark.loadgen.device;

import io.tidemark.protocol.ServerFrame;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One connection's bytes, in and out, without its socket: takes them in pieces of any size. */
interface Wire {
  /** Hears what the bytes meant. */
  interface Listener {
    /** The hub has let the device in. */
    void opened();

    void frame(ServerFrame frame, @Nullable String cursor);

    void unreadable(String why);

    /** To be sent now. */
    void answer(byte[] bytes);

    /** There will be no more, for the hub did not let the device in. */
    default void turnedAway(String reason, int afterSeconds) {
      ended(0, reason);
    }

    /**
     * There will be no more.
     *
     * @param code a close code; 0 for none
     */
    void ended(int code, String reason);
  }

  /** What a device says first. */
  byte[] request();

  void received(byte[] bytes, Listener listener);

  /** Null where the way has no words for it. */
  byte @Nullable [] ack(Map<UUID, Long> watermarks);

  /** What a device says last; nothing where the way has no words for it. */
  byte[] goodbye();
}
