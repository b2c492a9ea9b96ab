package io.tidemark.loadgen.load;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.loadgen.swarm.SwarmGroup;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What the generator itself took while it measured, and whether it was in the way. */
final class GeneratorCost {
  /** Later than this to 1 of 100 of its own ticks, its reading is in the latencies. */
  private static final long LAG_MICROS = 20_000;

  private final List<SwarmGroup> groups;
  private final long cpuNanosBefore;
  private final long beginNanos = System.nanoTime();
  private double cpus;

  /** From now on. */
  GeneratorCost(List<SwarmGroup> groups) {
    this.groups = List.copyOf(groups);
    this.cpuNanosBefore = cpuNanos();
  }

  /** Until now. */
  GeneratorCost ended() {
    cpus = (cpuNanos() - cpuNanosBefore) / (double) Math.max(1, System.nanoTime() - beginNanos);
    return this;
  }

  double cpus() {
    return cpus;
  }

  /** This process and those of the devices, each once. */
  private long cpuNanos() {
    long own =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getProcessCpuTime()
            : 0;
    return own
        + groups.stream()
            .filter(group -> !group.own())
            .mapToLong(group -> group.status().cpuNanos())
            .sum();
  }

  /**
   * @param lag by which the devices' loop came too late
   * @param commits by which commits went out too late; empty where none were sent
   */
  void print(ScenarioReport report, Histogram lag, Histogram commits) {
    report.row(
        "generator",
        "%.2f CPUs; devices read late by p50 %s, p99 %s%s"
            .formatted(
                cpus,
                Sizes.millis(lag.getValueAtPercentile(50)),
                Sizes.millis(lag.getValueAtPercentile(99)),
                commits.getTotalCount() == 0
                    ? ""
                    : "; commits sent late by p99 "
                        + Sizes.millis(commits.getValueAtPercentile(99))));
    report
        .run()
        .figure("generator.cpu", cpus, Unit.CPUS, Better.LOWER)
        .time("generator.lag", lag)
        .time("generator.commitLag", commits);
    long worst = Math.max(lag.getValueAtPercentile(99), commits.getValueAtPercentile(99));
    if (worst > LAG_MICROS) {
      report.loud(
          "THE GENERATOR WAS LATE: to 1 of 100 of its own ticks by %s or more, because it did not get the CPU. The times above contain that."
              .formatted(Sizes.millis(worst)));
    }
  }
}
