package io.tidemark.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far this node's stream may be behind what is committed.
 *
 * <p>The relay sends a tick through the database's log about once a second. Once a tick and
 * everything before it has passed here, all that was committed before the tick was sent has passed.
 * No tick means that Kafka, the relay or PostgreSQL is away, or that this node cannot keep up.
 *
 * <p>Ticks carry the time of their sender's monotonic clock, which says nothing about ours; but the
 * tick that took the shortest way within the last minute tells the difference, up to that way.
 * Clocks that are set, drift or disagree thus do no harm.
 */
public final class StreamHealth {
  private static final long FRESH_NANOS = 3_000_000_000L;

  /** The clocks' difference is that of the shortest way in this time, or the one before. */
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private static final int SOURCES_MAX = 8;

  private final Map<Long, Clock> clocks =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Clock> eldest) {
          return size() > SOURCES_MAX;
        }
      };

  /** Everything that was committed before has passed. */
  private volatile long passedNanos;

  /** How much our clock is ahead of a sender's, as it seemed at best. */
  private static final class Clock {
    long windowNanos;
    long best;
    long bestBefore;

    Clock(long ahead, long nowNanos) {
      windowNanos = nowNanos;
      best = ahead;
      bestBefore = ahead;
    }

    long age(long ahead, long nowNanos) {
      if (nowNanos - windowNanos > WINDOW_NANOS) {
        windowNanos = nowNanos;
        bestBefore = best;
        best = ahead;
      }
      best = least(best, ahead);
      return ahead - least(best, bestBefore);
    }

    private static long least(long one, long other) {
      return one - other < 0 ? one : other;
    }
  }

  /** Not fresh until the first tick has passed. */
  public StreamHealth(long nowNanos) {
    this.passedNanos = nowNanos - FRESH_NANOS - 1;
  }

  /**
   * A tick has passed, and all that was sent before it.
   *
   * @param source who sent the tick: whose clock it is
   * @param sentNanos when, by that clock
   */
  public synchronized void passed(long source, long sentNanos, long nowNanos) {
    long ahead = nowNanos - sentNanos;
    long age = clocks.computeIfAbsent(source, _ -> new Clock(ahead, nowNanos)).age(ahead, nowNanos);
    long passed = nowNanos - age;
    if (passed - passedNanos > 0) {
      passedNanos = passed;
    }
  }

  /** Whether what was committed a few seconds ago has passed here for certain. */
  public boolean isFresh(long nowNanos) {
    return lagNanos(nowNanos) <= FRESH_NANOS;
  }

  /** How long ago what has not passed here may have been committed. */
  public long lagNanos(long nowNanos) {
    return nowNanos - passedNanos;
  }
}
