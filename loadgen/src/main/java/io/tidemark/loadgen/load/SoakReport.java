package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.RunReport;
import io.tidemark.loadgen.report.Unit;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a soak measured: a line for each leg as it ends, and what changed from the first to the
 * last.
 */
final class SoakReport {
  private static final long HIGHEST = TimeUnit.MINUTES.toMicros(10);

  private final LoadReport report;
  private final HubProbe probe;
  private final PushWatcher pushes = new PushWatcher();
  private final UnrestWatch watch = new UnrestWatch(pushes);
  private final Histogram allPushes = new Histogram(HIGHEST, 3);
  private final Histogram allBacks = new Histogram(HIGHEST, 3);
  private final Histogram allLates = new Histogram(HIGHEST, 3);
  private final List<Leg> legs = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private long committed;
  private long errors;
  private long violations;

  private record Leg(double minutes, Histogram pushes, long residentBytes) {}

  SoakReport(PrintStream out, HubProbe probe) {
    this.report = new LoadReport(out, "soak");
    this.probe = probe;
  }

  RunReport run() {
    return report.run();
  }

  PushWatcher pushes() {
    return pushes;
  }

  UnrestWatch watch() {
    return watch;
  }

  void settings(Unrest.Shape shape, double minutes, int legSeconds) {
    run()
        .setting("minutes", minutes)
        .setting("seconds of a leg", legSeconds)
        .setting("folders", shape.folders())
        .setting("devices each", shape.devices())
        .setting("slow ones each", shape.slow())
        .setting("late ones in a leg", shape.late())
        .setting("by", shape.ways())
        .setting("commits a second", shape.rate())
        .setting("leaving a second", shape.leaving());
  }

  void head() {
    report.line(
        "  %4s %9s %10s %9s %9s %10s %11s %8s %11s %11s %10s"
            .formatted(
                "leg",
                "minutes",
                "committed",
                "push p50",
                "push p99",
                "back p99",
                "late p99",
                "cut",
                "resident",
                "heap",
                "violations"));
  }

  /** Where it is now, a few times a second. */
  void live(Progress progress, long endNanos) {
    if (progress.due()) {
      progress.show(
          "leg %,d · %.1f minutes of it done, %.1f left in all · push p50 %s p99 %s · %,d came back · %,d cut"
              .formatted(
                  legs.size() + 1,
                  (System.nanoTime() - startNanos) / 60e9,
                  Math.max(0, (endNanos - System.nanoTime()) / 60e9),
                  Sizes.millis(pushes.intendedToSocket.getValueAtPercentile(50)),
                  Sizes.millis(pushes.intendedToSocket.getValueAtPercentile(99)),
                  watch.backToLive().getTotalCount(),
                  watch.trouble()));
    }
  }

  /**
   * A leg has ended.
   *
   * @return whether every promise was kept
   */
  boolean leg(Unrest scenario, boolean gathered, List<Device> devices, Progress progress) {
    HubProbe.Look look = probe.look();
    Recording recording = scenario.recording();
    Histogram pushed = pushes.intendedToSocket.copy();
    double minutes = (System.nanoTime() - startNanos) / 60e9;
    legs.add(new Leg(minutes, pushed, look.residentBytes()));
    allPushes.add(pushed);
    allBacks.add(watch.backToLive());
    allLates.add(watch.lateToLive());
    committed += recording.committed;
    long failed = recording.errors().values().stream().mapToLong(Long::longValue).sum();
    errors += failed;
    long found = devices.stream().mapToLong(d -> d.state().ledger().violations()).sum();
    violations += found;
    progress.done("");
    report.line(
        "  %4d %9.1f %,10d %9s %9s %10s %11s %,8d %11s %11s %,10d"
            .formatted(
                legs.size(),
                minutes,
                recording.committed,
                Sizes.millis(pushed.getValueAtPercentile(50)),
                Sizes.millis(pushed.getValueAtPercentile(99)),
                Sizes.millis(watch.backToLive().getValueAtPercentile(99)),
                Sizes.millis(watch.lateToLive().getValueAtPercentile(99)),
                watch.trouble(),
                Sizes.bytes(look.residentBytes()),
                Sizes.bytes(look.heapBytes()),
                found));
    if (failed > 0) {
      report.row("errors", recording.errors().toString());
    }
    if (found > 0) {
      Violations.print(report, devices);
    }
    if (!gathered && found == 0) {
      report.loud("NOT ALL CAME TO HEAD at the end of leg %,d".formatted(legs.size()));
    }
    return found == 0 && gathered && failed == 0;
  }

  /**
   * @param whole whether the user let it come to its end
   * @return whether every promise was kept
   */
  boolean finish(boolean whole) {
    if (!whole) {
      report.partial();
    }
    run()
        .time("push", allPushes)
        .time("back", allBacks)
        .time("late", allLates)
        .count("committed", committed)
        .count("legs", legs.size())
        .fault("errors", errors)
        .fault("violations", violations);
    report.line("");
    report.row("due → socket", LoadReport.percentiles(allPushes));
    report.row("back → live", LoadReport.percentiles(allBacks));
    report.row("late → live", LoadReport.percentiles(allLates));
    report.row("committed", "%,d in %,d legs".formatted(committed, legs.size()));
    report.row("violations", "%,d".formatted(violations));
    if (legs.size() > 1) {
      changed(legs.getFirst(), legs.getLast());
    }
    return violations == 0;
  }

  /** The first leg warms everything up, so that it is the last against the first that tells. */
  private void changed(Leg first, Leg last) {
    run().time("first.push", first.pushes()).time("last.push", last.pushes());
    report.row(
        "first → last",
        "push p99 %s → %s"
            .formatted(
                Sizes.millis(first.pushes().getValueAtPercentile(99)),
                Sizes.millis(last.pushes().getValueAtPercentile(99))));
    if (first.residentBytes() > 0) {
      double grown = (double) last.residentBytes() - first.residentBytes();
      run().figure("hub.resident.growth", grown, Unit.BYTES, Better.LOWER);
      report.row(
          "hub's memory",
          "resident %s → %s in %.1f minutes"
              .formatted(
                  Sizes.bytes(first.residentBytes()),
                  Sizes.bytes(last.residentBytes()),
                  last.minutes() - first.minutes()));
    }
  }
}
