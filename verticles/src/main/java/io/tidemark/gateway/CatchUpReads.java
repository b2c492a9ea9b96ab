package io.tidemark.gateway;

import java.util.ArrayDeque;

/**
 * Keeps the reads of the journal that one event loop has under way few: devices take turns, each
 * waits at most once.
 */
final class CatchUpReads {
  private final int limit;
  private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
  private int running;
  private boolean starting;

  CatchUpReads(int limit) {
    this.limit = limit;
  }

  /** The device is owed something; {@link Delivery#read} is called when it is its turn. */
  void request(Delivery delivery) {
    waiting.add(delivery);
    next();
  }

  /** A read that {@link Delivery#read} began is over. */
  void finished() {
    running--;
    next();
  }

  private void next() {
    if (starting) {
      return; // A read that was answered at once; the loop below goes on.
    }
    starting = true;
    while (running < limit) {
      Delivery delivery = waiting.poll();
      if (delivery == null) {
        break;
      }
      running++;
      if (!delivery.read()) {
        running--;
      }
    }
    starting = false;
  }
}
