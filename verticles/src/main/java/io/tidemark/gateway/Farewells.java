package io.tidemark.gateway;

import io.tidemark.websocket.FrameSocket;
import java.util.ArrayDeque;

/** Sockets that were told that it is over, and are ended if they do not go by themselves. */
final class Farewells {
  static final long MILLIS = 10_000;

  private record Leaving(FrameSocket socket, long untilMillis) {}

  /** All get the same time, so the first is always the next. */
  private final ArrayDeque<Leaving> leaving = new ArrayDeque<>();

  void add(FrameSocket socket, long nowMillis) {
    leaving.add(new Leaving(socket, nowMillis + MILLIS));
  }

  void tick(long nowMillis) {
    for (Leaving next = leaving.peek();
        next != null && next.untilMillis() <= nowMillis;
        next = leaving.peek()) {
      leaving.remove();
      next.socket().abort();
    }
  }
}
