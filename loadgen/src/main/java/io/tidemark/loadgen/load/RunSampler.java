package io.tidemark.loadgen.load;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.RunReport;
import io.tidemark.loadgen.report.Sampler;
import io.tidemark.loadgen.report.Series;
import io.tidemark.loadgen.report.Unit;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * What every run looks at once a second: the hub's process if it is on this machine, its
 * connections, and this one's CPU.
 */
final class RunSampler {
  private static final double NANOS = 1e-9;

  private RunSampler() {}

  /** Not started yet, so that a scenario can add what it measures itself. */
  static Sampler of(URI hub, Toolbox tools) {
    Sampler sampler = new Sampler();
    OptionalLong listening = HubProcess.listeningAt(hub);
    if (listening.isPresent()) {
      List<Long> pids = List.of(listening.getAsLong());
      sampler
          .rate("hub.cpu", Unit.CPUS, NANOS, () -> (double) ProcessStat.cpu(pids).allNanos())
          .gauge("hub.resident", Unit.BYTES, () -> (double) ProcessStat.residentBytes(pids));
    }
    HubProbe probe = new HubProbe(tools);
    sampler.gauge("hub.connections", Unit.COUNT, () -> (double) probe.look().connections());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean own) {
      sampler.rate("generator.cpu", Unit.CPUS, NANOS, () -> (double) own.getProcessCpuTime());
    }
    return sampler;
  }

  /**
   * The same, and shown while it runs.
   *
   * @param seconds how long that is meant to be; 0 if nobody knows
   */
  static Sampler of(URI hub, Toolbox tools, Progress progress, int seconds) {
    return of(hub, tools).seenBy(new LiveView(progress, seconds));
  }

  /** Adds what requests are measured by. */
  static Sampler requests(Sampler sampler, Recording recording) {
    return sampler
        .time("request", recording.latencyNow)
        .time("late", recording.lagNow)
        .gauge("errors", Unit.COUNT, () -> (double) recording.failed());
  }

  /** Ends the looking: series, and their means as figures. */
  static void into(Sampler sampler, RunReport report) {
    sampler.into(report);
    for (String name : List.of("hub.cpu", "hub.resident", "generator.cpu")) {
      Series series = report.series().get(name);
      if (series != null && report.find(name).isEmpty()) {
        double mean = Arrays.stream(series.values()).average().orElse(0);
        report.figure(name, mean, series.unit(), Better.LOWER);
      }
    }
  }
}
