package io.tidemark.session;

import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * Keeps what one event loop has under way few, however many ask for it at once: they take turns, in
 * the order in which they came. What it bounds is the load on the servers behind; waiting costs
 * only a place in the queue, and each asks at most once at a time.
 *
 * @param <T> who takes turns
 */
public final class Turns<T> {
  private final int limit;
  private final Predicate<T> begin;
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private int running;
  private boolean starting;

  /**
   * @param begin begins somebody's turn, which ends with {@link #finished}; false if there is
   *     nothing to do
   */
  public Turns(int limit, Predicate<T> begin) {
    this.limit = limit;
    this.begin = begin;
  }

  /** {@code begin} is called when it is {@code one}'s turn. */
  public void request(T one) {
    waiting.add(one);
    next();
  }

  /** A turn that was begun is over. */
  public void finished() {
    running--;
    next();
  }

  private void next() {
    if (starting) {
      return; // A turn that was over at once; the loop below goes on.
    }
    starting = true;
    while (running < limit) {
      T one = waiting.poll();
      if (one == null) {
        break;
      }
      running++;
      if (!begin.test(one)) {
        running--;
      }
    }
    starting = false;
  }
}
