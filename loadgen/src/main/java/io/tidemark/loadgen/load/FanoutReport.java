package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.RunReport;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.loadgen.swarm.SwarmGroup;
import java.util.List;
import java.util.Locale;

/** What the servers of a fan-out run did, side by side. */
final class FanoutReport {
  private static final long LAG_MICROS = 50_000;

  private final ScenarioReport report;
  private final List<FanoutTarget> targets;
  private final int devices;

  FanoutReport(ScenarioReport report, List<FanoutTarget> targets, int devices) {
    this.report = report;
    this.targets = targets;
    this.devices = devices;
  }

  /**
   * @return whether no device has anything to hold against its server
   */
  boolean print() {
    table();
    connections();
    ratios();
    report.line("");
    boolean clean = true;
    for (FanoutTarget target : targets) {
      SwarmGroup.Report own = target.devices().report();
      report.row(
          target.name(),
          "offered %,d, sent %,d in time; each device received %.1f deltas with %.1f changes"
              .formatted(
                  target.offered(),
                  target.broadcasts(),
                  target.deliveries() / (double) devices,
                  target.changes() / (double) devices));
      clean &= report.findings(own.findings());
    }
    generator();
    return clean;
  }

  private void table() {
    report.line("");
    report.line(
        "  %-16s %11s %12s %12s %12s %8s %9s %9s %9s %11s"
            .formatted(
                "server",
                "deliveries",
                "/CPU-s",
                "above idle",
                "/loop-CPU-s",
                "idle",
                "p50",
                "p99",
                "p99.9",
                "first→last"));
    for (FanoutTarget target : targets) {
      report.line(
          "  %-16s %,11d %,12.0f %,12.0f %,12.0f %7.1f%% %9s %9s %9s %11s"
              .formatted(
                  target.name(),
                  target.deliveries(),
                  target.perCpuSecond(),
                  target.perCpuSecondAboveIdle(),
                  target.perLoopSecond(),
                  100 * target.idleCpus(),
                  Sizes.millis(target.latency().getValueAtPercentile(50)),
                  Sizes.millis(target.latency().getValueAtPercentile(99)),
                  Sizes.millis(target.latency().getValueAtPercentile(99.9)),
                  Sizes.millis(target.firstToLast().getValueAtPercentile(50))));
      figures(target);
    }
  }

  private void figures(FanoutTarget target) {
    String key = target.key();
    RunReport run = report.run();
    run.figure(key + ".perCpuSecond", target.perCpuSecond(), Unit.PER_SECOND, Better.HIGHER)
        .figure(
            key + ".perCpuSecondAboveIdle",
            target.perCpuSecondAboveIdle(),
            Unit.PER_SECOND,
            Better.HIGHER)
        .figure(key + ".perLoopCpuSecond", target.perLoopSecond(), Unit.PER_SECOND, Better.HIGHER)
        .figure(key + ".residentEach", target.residentBytesEach(), Unit.BYTES, Better.LOWER)
        .figure(key + ".heapEach", target.serverHeapBytesEach(), Unit.BYTES, Better.LOWER)
        .figure(key + ".connectCpuEach", target.connectMicros(), Unit.MICROS, Better.LOWER)
        .time(key + ".latency", target.latency())
        .time(key + ".firstToLast", target.firstToLast());
  }

  private void connections() {
    report.line("");
    report.line(
        "  %-16s %18s %18s %20s %14s"
            .formatted("a connection", "resident", "live heap", "CPU to connect", "connected/s"));
    for (FanoutTarget target : targets) {
      report.line(
          "  %-16s %,12.0f bytes %18s %,17.0f µs %,14.0f"
              .formatted(
                  target.name(),
                  target.residentBytesEach(),
                  Double.isNaN(target.serverHeapBytesEach())
                      ? "no JVM"
                      : "%,.0f bytes".formatted(target.serverHeapBytesEach()),
                  target.connectMicros(),
                  devices / target.arrival().seconds()));
    }
    report.line("");
  }

  /** The hub to each other that was told by the same way; without a hub the last one. */
  private void ratios() {
    for (FanoutTarget one : targets) {
      boolean subject = targets.stream().anyMatch(FanoutTarget::hub) ? one.hub() : isLast(one);
      targets.stream()
          .filter(other -> subject && other != one && !other.hub() && other.way() == one.way())
          .filter(other -> one.deliveries() > 0 && other.deliveries() > 0)
          .forEach(other -> ratio(one, other));
    }
  }

  private boolean isLast(FanoutTarget target) {
    return targets.stream().filter(one -> one.way() == target.way()).toList().getLast() == target;
  }

  private void ratio(FanoutTarget one, FanoutTarget other) {
    double p99 =
        one.latency().getValueAtPercentile(99)
            / (double) Math.max(1, other.latency().getValueAtPercentile(99));
    report.row(
        one.name() + " / " + other.name(),
        "%.2f of its deliveries per CPU-second (%.2f above idle, event loops alone %.2f); p99 %.2f times; memory of a connection %.2f times"
            .formatted(
                one.perCpuSecond() / other.perCpuSecond(),
                one.perCpuSecondAboveIdle() / other.perCpuSecondAboveIdle(),
                one.perLoopSecond() / other.perLoopSecond(),
                p99,
                one.residentBytesEach() / other.residentBytesEach()));
    String key =
        one.key()
            + "To"
            + other.key().substring(0, 1).toUpperCase(Locale.ROOT)
            + other.key().substring(1);
    report
        .run()
        .figure(
            key + ".perCpuSecond",
            one.perCpuSecond() / other.perCpuSecond(),
            Unit.SHARE,
            Better.HIGHER)
        .figure(
            key + ".perCpuSecondAboveIdle",
            one.perCpuSecondAboveIdle() / other.perCpuSecondAboveIdle(),
            Unit.SHARE,
            Better.HIGHER)
        .figure(
            key + ".perLoopCpuSecond",
            one.perLoopSecond() / other.perLoopSecond(),
            Unit.SHARE,
            Better.HIGHER)
        .figure(key + ".p99", p99, Unit.SHARE, Better.LOWER)
        .figure(
            key + ".residentEach",
            one.residentBytesEach() / other.residentBytesEach(),
            Unit.SHARE,
            Better.LOWER);
  }

  private void generator() {
    for (FanoutTarget target : targets) {
      double times = target.generatorPerCpuSecond() / target.perCpuSecond();
      report.row(
          "generator for " + target.name(),
          "%,.0f received per CPU-second = %.1f times what the server sends; late by p99 %s, max %s; heap %,.0f bytes a device"
              .formatted(
                  target.generatorPerCpuSecond(),
                  times,
                  Sizes.millis(target.lag().getValueAtPercentile(99)),
                  Sizes.millis(target.lag().getMaxValue()),
                  target.heapBytesEach()));
      if (target.lag().getValueAtPercentile(99) > LAG_MICROS) {
        report.loud(
            "THE GENERATOR WAS LATE by %s for %s: its reading is in these latencies, for all servers alike."
                .formatted(Sizes.millis(target.lag().getValueAtPercentile(99)), target.name()));
      }
    }
  }
}
