package io.tidemark.folder;

/**
 * A folder's bound on deltas a second: in any time of T seconds at most {@code 1 + rate / 10 + rate
 * × T} are taken. A tenth of a second's worth may come at once, so that a jump in the stream does
 * not wait.
 *
 * <p>One number is all it keeps, and the rate may change at any time.
 */
final class DeltaBucket {
  private static final long SECOND_MICROS = 1_000_000;
  private static final int BURST_PARTS = 10;

  private long fullAtMicros;

  /** Begins full. */
  DeltaBucket(long nowMillis) {
    this.fullAtMicros = nowMillis * 1_000;
  }

  /** Takes one; false if there is none. */
  boolean take(long nowMillis, int perSecond) {
    long nowMicros = nowMillis * 1_000;
    long fromMicros = Math.max(fullAtMicros, nowMicros);
    if (fromMicros - nowMicros > slackMicros(perSecond)) {
      return false;
    }
    fullAtMicros = fromMicros + SECOND_MICROS / perSecond;
    return true;
  }

  /** When there is one to take. */
  long nextMillis(int perSecond) {
    return Math.ceilDiv(fullAtMicros - slackMicros(perSecond), 1_000L);
  }

  /** When it is as if none had ever been taken. */
  long fullMillis() {
    return Math.ceilDiv(fullAtMicros, 1_000L);
  }

  private static long slackMicros(int perSecond) {
    return SECOND_MICROS / perSecond * (perSecond / BURST_PARTS);
  }
}
