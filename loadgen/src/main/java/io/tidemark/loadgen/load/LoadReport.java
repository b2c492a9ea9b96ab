package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Sizes;
import java.io.PrintStream;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Writes what a run measured, and loudly where the generator was in the way. */
final class LoadReport {
  /**
   * The generator came later than this to 1 of 100 requests: then its own lag is in the figures.
   */
  private static final long LAG_MICROS = 10_000;

  private final PrintStream out;

  LoadReport(PrintStream out) {
    this.out = out;
  }

  /**
   * @param rate requests a second that were meant; 0 for a closed loop
   */
  void print(Recording recording, double rate, int batch, int connections) {
    double seconds = recording.nanos / 1e9;
    out.println();
    if (rate > 0) {
      row("loop", "open: latency from the intended instant");
      row("offered", perSecond(recording.offered / seconds, batch));
    } else {
      row(
          "loop",
          "CLOSED, to find the ceiling: %,d connections, each waits for its answer; latency from sending"
              .formatted(connections));
    }
    row("achieved", perSecond(recording.answered / seconds, batch));
    row(
        "committed",
        "%,d in %.1f s = %,.0f/s"
            .formatted(recording.committed, seconds, recording.committed / seconds));
    row("latency", percentiles(recording.latency));
    row("errors", errors(recording.errors()));
    row(
        "generator",
        "%.2f CPUs%s"
            .formatted(
                recording.cpuNanos / (double) recording.nanos,
                rate > 0 ? ", late by " + percentiles(recording.generatorLag) : ""));
    if (recording.notSent > 0) {
      out.printf(
          "%n  NOT KEPT UP: %,d requests that were due had no free connection or file to the end. The hub%n  answers slower than is offered: the latencies above are those of a queue that grows.%n",
          recording.notSent);
    }
    if (rate > 0 && recording.generatorLag.getValueAtPercentile(99) > LAG_MICROS) {
      out.printf(
          "%n  THE GENERATOR WAS LATE: 1 of 100 requests went out %s or more after its instant, because this%n  process did not get the CPU. The latencies above contain that.%n",
          Sizes.millis(recording.generatorLag.getValueAtPercentile(99)));
    }
  }

  void row(String name, String value) {
    out.printf("  %-16s %s%n", name, value);
  }

  static String percentiles(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return "nothing was measured";
    }
    return "p50 %s · p90 %s · p99 %s · p99.9 %s · max %s"
        .formatted(
            Sizes.millis(histogram.getValueAtPercentile(50)),
            Sizes.millis(histogram.getValueAtPercentile(90)),
            Sizes.millis(histogram.getValueAtPercentile(99)),
            Sizes.millis(histogram.getValueAtPercentile(99.9)),
            Sizes.millis(histogram.getMaxValue()));
  }

  private static String perSecond(double requests, int batch) {
    return batch == 1
        ? "%,.0f commits/s".formatted(requests)
        : "%,.0f requests/s = %,.0f files/s".formatted(requests, requests * batch);
  }

  private static String errors(Map<String, Long> errors) {
    return errors.isEmpty() ? "0" : errors.toString();
  }
}
