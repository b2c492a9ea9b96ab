package io.tidemark.gateway;

/**
 * A token bucket whose whole state is one {@code long} that the caller keeps: the time at which the
 * bucket will be full again.
 *
 * <p>One instance serves all connections.
 */
final class RateLimit {
  static final long REFUSED = -1;

  private final long intervalMicros;
  private final long burstMicros;

  /**
   * @param burst how many may come at once after a pause
   */
  RateLimit(int perSecond, int burst) {
    this.intervalMicros = 1_000_000L / perSecond;
    this.burstMicros = burst * intervalMicros;
  }

  /**
   * Takes one token.
   *
   * @param fullAtMicros the state; 0 at first
   * @return the new state, or {@link #REFUSED} if there was no token (the state stays)
   */
  long take(long fullAtMicros, long nowMicros) {
    long fullAt = Math.max(fullAtMicros, nowMicros) + intervalMicros;
    return fullAt - nowMicros > burstMicros ? REFUSED : fullAt;
  }
}
