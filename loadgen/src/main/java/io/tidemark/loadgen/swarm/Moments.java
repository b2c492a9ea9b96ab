package io.tidemark.loadgen.swarm;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * How stale devices were at all moments of a run, to the millisecond: a device's staleness rises
 * with the clock from one arrival to the next, so that each such stretch is one line from a low to
 * a high value, and a histogram needs only its two ends.
 */
final class Moments {
  private static final int MILLIS_MOST = 120_000;

  /** At index m: how many stretches begin at m milliseconds, less those that end there. */
  private long[] changes = new long[1_024];

  private long freshMillis;

  /** A device lacked nothing for so long. */
  void fresh(long micros) {
    freshMillis += Math.max(0, micros / 1_000);
  }

  /** A device's staleness rose from one value to the other. */
  void rose(long fromMicros, long toMicros) {
    int from = index(fromMicros);
    int to = index(toMicros);
    if (to > from) {
      int length = Math.max(from, to) + 1;
      if (length > changes.length) {
        changes = Arrays.copyOf(changes, Math.max(length, 2 * changes.length));
      }
      changes[from]++;
      changes[to]--;
    }
  }

  private static int index(long micros) {
    return Math.clamp(micros / 1_000, 0, MILLIS_MOST);
  }

  /** A value of microseconds for each millisecond of each device. */
  Histogram histogram() {
    Histogram moments = Histograms.create();
    if (freshMillis > 0) {
      moments.recordValueWithCount(0, freshMillis);
    }
    long stretches = 0;
    for (int millis = 0; millis < changes.length; millis++) {
      stretches += changes[millis];
      if (stretches > 0) {
        moments.recordValueWithCount(millis * 1_000L, stretches);
      }
    }
    return moments;
  }
}
