package io.tidemark.session;

import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * Keeps the reads of the journal that one event loop has under way few: devices take turns, each
 * waits at most once.
 */
public final class CatchUpReads {
  private final int limit;
  private final Predicate<Delivery> begin;
  private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
  private int running;
  private boolean starting;

  /**
   * @param begin begins to read for a device, which ends with {@link #finished}; false if there is
   *     nothing to read
   */
  public CatchUpReads(int limit, Predicate<Delivery> begin) {
    this.limit = limit;
    this.begin = begin;
  }

  /** The device is owed something; {@code begin} is called when it is its turn. */
  public void request(Delivery delivery) {
    waiting.add(delivery);
    next();
  }

  /** A read that was begun is over. */
  public void finished() {
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
      if (!begin.test(delivery)) {
        running--;
      }
    }
    starting = false;
  }
}
