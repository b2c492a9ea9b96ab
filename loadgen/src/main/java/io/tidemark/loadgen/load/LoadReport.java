package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.RunReport;
import io.tidemark.loadgen.report.Unit;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Writes what a run measured, and loudly where the generator was in the way. */
final class LoadReport {
  /**
   * The generator came later than this to 1 of 100 requests: then its own lag is in the figures.
   */
  private static final long LAG_MICROS = 10_000;

  private final PrintStream out;
  private final RunReport run;

  LoadReport(PrintStream out, String scenario) {
    this.out = out;
    this.run = new RunReport(scenario, Instant.now());
  }

  /** The same for programs. */
  RunReport run() {
    return run;
  }

  /**
   * @param rate requests a second that were meant; 0 for a closed loop
   */
  void print(Recording recording, double rate, int batch, int connections) {
    double seconds = recording.nanos / 1e9;
    line("");
    figures(recording, rate, batch);
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
      loud(
          "NOT KEPT UP: %,d requests that were due had no free connection or file to the end. The hub answers slower than is offered: the latencies above are those of a queue that grows."
              .formatted(recording.notSent));
    }
    if (rate > 0 && recording.generatorLag.getValueAtPercentile(99) > LAG_MICROS) {
      loud(
          "THE GENERATOR WAS LATE: 1 of 100 requests went out %s or more after its instant, because this process did not get the CPU. The latencies above contain that."
              .formatted(Sizes.millis(recording.generatorLag.getValueAtPercentile(99))));
    }
  }

  private void figures(Recording recording, double rate, int batch) {
    double seconds = recording.nanos / 1e9;
    if (rate > 0) {
      run.figure("offered", recording.offered / seconds, Unit.PER_SECOND, Better.NEITHER)
          .time("generator.lag", recording.generatorLag);
    }
    run.figure("request.rate", recording.answered / seconds, Unit.PER_SECOND, Better.HIGHER)
        .count("committed", recording.committed)
        .figure("commits.rate", recording.committed / seconds, Unit.PER_SECOND, Better.HIGHER)
        .figure(
            "generator.cpu", recording.cpuNanos / (double) recording.nanos, Unit.CPUS, Better.LOWER)
        .fault("errors", recording.errors().values().stream().mapToLong(Long::longValue).sum())
        .fault("notSent", recording.notSent)
        .time("request", recording.latency);
    if (batch > 1) {
      run.setting("files in a request", batch);
    }
  }

  /** The user has ended the run. */
  void partial() {
    run.partial();
    loud("ENDED BEFORE ITS TIME: the figures are of what was measured until then.");
  }

  void row(String name, String value) {
    line("  %-16s %s".formatted(name, value));
  }

  void title(String text) {
    line("");
    line("  " + text);
  }

  void line(String text) {
    Progress.line(out, text);
    run.line(text);
  }

  /** What must not be overlooked. */
  void loud(String text) {
    title(text);
    run.warning(text);
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
