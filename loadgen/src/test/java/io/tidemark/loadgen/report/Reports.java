package io.tidemark.loadgen.report;

import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.HdrHistogram.Histogram;

/** Reports to be tested with. */
final class Reports {
  private Reports() {}

  /**
   * A run of 30 seconds.
   *
   * @param median of the seconds' rates
   * @param spread around it
   */
  static RunReport run(double median, double spread, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Histogram push = new Histogram(60_000_000, 3);
    for (int i = 1; i <= 10_000; i++) {
      push.recordValue(i * 10L);
    }
    Series rate = new Series(Unit.PER_SECOND);
    double sum = 0;
    for (int second = 0; second < 30; second++) {
      double value = median + spread * random.nextGaussian();
      rate.add(second, value);
      sum += value;
    }
    return new RunReport("push", Instant.parse("2026-11-27T10:00:00Z"))
        .setting("folders", 50)
        .figure("push.rate", sum / 30, Unit.PER_SECOND, Better.HIGHER)
        .figure("hub.resident", 3 << 20, Unit.BYTES, Better.LOWER)
        .figure("coalesced", 0.998, Unit.SHARE, Better.HIGHER)
        .fault("lost", 0)
        .time("push", push)
        .series("push.rate", rate)
        .line("  achieved 50/s");
  }
}
