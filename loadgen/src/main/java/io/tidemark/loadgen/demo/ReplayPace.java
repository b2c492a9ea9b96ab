package io.tidemark.loadgen.demo;

import java.time.Duration;
import java.time.Instant;

/** When each commit of a history is due, counted from the begin of its replay. */
interface ReplayPace {

  /**
   * @param index of the commit
   * @param first when the first commit was made
   * @param made when this one was made
   */
  long dueNanos(int index, Instant first, Instant made);

  /** So many a second; 0 for as fast as it goes. */
  static ReplayPace ofCommits(double perSecond) {
    return (index, _, _) -> perSecond > 0 ? (long) (index / perSecond * 1e9) : 0;
  }

  /**
   * As they came, so many times as fast; a commit that was dated before the first is due at once.
   */
  static ReplayPace ofHistory(double times) {
    return (_, first, made) ->
        (long) (Math.max(0, Duration.between(first, made).toMillis()) / times * 1e6);
  }
}
