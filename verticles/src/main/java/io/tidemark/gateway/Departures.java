package io.tidemark.gateway;

import java.util.random.RandomGenerator;

/**
 * Paces those that have to leave: how many may be told so by now, and when each of them is to come
 * back. Neither the leaving nor the coming back is a herd.
 *
 * <p>It keeps to its rate, unless that would take longer than there is time: then it is as much
 * faster as it must be. What a pause has saved up is worth {@value #BURST_MILLIS} ms at most.
 */
final class Departures {
  static final int BURST_MILLIS = 200;

  /** Those that are told together do not come back together. */
  static final int SPREAD_MILLIS = 2_000;

  private static final int SPREAD_MILLIS_MAX = 60_000;

  private final double perMilli;
  private long deadlineMillis;
  private long lastMillis;
  private double allowance;
  private double spreadMillis = SPREAD_MILLIS;

  private Departures(double perSecond, long deadlineMillis, long nowMillis) {
    this.perMilli = perSecond / 1_000;
    this.deadlineMillis = deadlineMillis;
    this.lastMillis = nowMillis;
  }

  /** All are to be told by then. */
  static Departures within(double perSecond, long budgetMillis, long nowMillis) {
    return new Departures(perSecond, nowMillis + budgetMillis, nowMillis);
  }

  /** There is time. */
  static Departures steady(double perSecond, long nowMillis) {
    return new Departures(perSecond, Long.MAX_VALUE, nowMillis);
  }

  /**
   * How many more may be told now; they count as told.
   *
   * @param left how many have not been told
   */
  int due(long nowMillis, int left) {
    if (nowMillis >= deadlineMillis) {
      return left;
    }
    double needed =
        deadlineMillis == Long.MAX_VALUE ? 0 : left / (double) (deadlineMillis - nowMillis);
    double pace = Math.max(perMilli, needed);
    long passed = Math.max(0, nowMillis - lastMillis);
    lastMillis = Math.max(lastMillis, nowMillis);
    // At least one: a slow rate is a rate.
    double most = Math.max(1, pace * BURST_MILLIS);
    allowance = Math.min(most, allowance + passed * pace);
    int count = Math.min(left, (int) allowance);
    allowance -= count;
    return count;
  }

  /** No more waiting: all that are left may be told at once, and come back at the rate. */
  void hurry(long nowMillis, int left) {
    deadlineMillis = Math.min(deadlineMillis, nowMillis);
    spreadMillis = Math.clamp(left / perMilli, SPREAD_MILLIS, SPREAD_MILLIS_MAX);
  }

  /** When the next one that is told shall come back. */
  int afterMillis(RandomGenerator random) {
    return random.nextInt((int) spreadMillis);
  }
}
