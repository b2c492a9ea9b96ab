package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.RunReport;
import io.tidemark.loadgen.report.Sampler;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.loadgen.swarm.Findings;
import io.tidemark.loadgen.swarm.Tally;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./tidemark load storm}. */
@Command(
    name = "storm",
    mixinStandardHelpOptions = true,
    description = {
      "Commits at a high rate into one folder with many connected members: how many pushes are",
      "spared, how stale the devices get, and what it does to commits and to other folders.",
      "",
      "In this order: the other folders alone; single commits while the folder rests (its leading",
      "edge); the same rate into a folder that nobody follows; the storm. Exit code 1 if a device",
      "lost a change, was told something twice, out of order or differently, or is not at head."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load storm",
      "  ./tidemark load storm --devices 5000 --rate 500 --seconds 30",
      "  ./tidemark load storm --devices 10000 --per-user 10 --way mix",
      "  ./tidemark load storm --assert 'suppressed>=99.8%' --assert 'staleness.p99<1s'"
    })
final class StormCommand implements Callable<Integer> {
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SwarmOptions swarm = new SwarmOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Connected to the folder; default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--per-user",
      paramLabel = "N",
      defaultValue = "1",
      description = "Devices of each member; default: ${DEFAULT-VALUE}.")
  private int perUser;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "1000",
      description = "Commits a second into the folder; default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "Of the storm; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "That are committed to in turn; each stands in a delta once; default: ${DEFAULT-VALUE}.")
  private int files;

  @Option(
      names = "--others",
      paramLabel = "N",
      defaultValue = "50",
      description = "Quiet folders of two devices each beside it; default: ${DEFAULT-VALUE}.")
  private int others;

  @Option(
      names = "--others-rate",
      paramLabel = "R",
      defaultValue = "20",
      description = "Commits a second over all of these; default: ${DEFAULT-VALUE}.")
  private double othersRate;

  @Option(
      names = "--before",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description =
          "Of the other folders alone, and of the folder without members; default: ${DEFAULT-VALUE}.")
  private int beforeSeconds;

  @Option(
      names = "--edges",
      paramLabel = "N",
      defaultValue = "5",
      description = "Single commits for the leading edge; default: ${DEFAULT-VALUE}.")
  private int edges;

  @Option(
      names = "--rest",
      paramLabel = "MILLIS",
      defaultValue = "2500",
      description =
          "Between those, longer than the folder's longest window; default: ${DEFAULT-VALUE}.")
  private int restMillis;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "All must be at head so long after the end; default: ${DEFAULT-VALUE}.")
  private int limitSeconds;

  @Override
  public Integer call() {
    check();
    Progress progress = new Progress(System.out);
    Storm.Shape shape = new Storm.Shape(devices, perUser, files, others, othersRate, restMillis);
    try (Toolbox tools = new Toolbox(swarm.hubs(hub).getFirst(), hub.token(), 64)) {
      tools.ping();
      try (Storm storm = Storm.prepare(shape, tools, hub, swarm, progress);
          Interruption interruption = new Interruption();
          Sampler sampler = RunSampler.of(swarm.hubs(hub).getFirst(), tools).start()) {
        progress.show("other folders alone, %d s".formatted(beforeSeconds));
        Storm.Phase before = storm.before(beforeSeconds);
        progress.show("%d single commits".formatted(edges));
        Storm.Edge edge = storm.leadingEdge(edges);
        progress.show("%,.0f commits/s without members, %d s".formatted(rate, beforeSeconds));
        Storm.Phase without = storm.withoutMembers(rate, beforeSeconds);
        progress.show("storm: %,.0f commits/s, %d s".formatted(rate, seconds));
        GeneratorCost cost = new GeneratorCost(List.of(storm.devices(), storm.others().devices()));
        boolean[] whole = {true};
        Storm.Struck struck =
            storm.strike(rate, seconds, end -> whole[0] = interruption.completes(end::run));
        cost.ended();
        progress.show("until all are at head, and reading the journal");
        Storm.Seen seen = struck.judge(Duration.ofSeconds(limitSeconds));
        ScenarioReport report = new ScenarioReport(System.out, "storm");
        if (!whole[0]) {
          report.partial();
        }
        RunSampler.into(sampler, report.run());
        progress.done(
            "%,d devices of %,d members in one folder of %d files; %,.0f commits/s for %d s"
                .formatted(devices, shape.users(), files, rate, seconds));
        boolean clean = folder(report, edge, struck.phase(), seen);
        hub(report, storm.pids(), before, without, struck.phase());
        clean &= commits(report, without, struck.phase());
        others(report, before, without, struck.phase());
        Recording sent = struck.phase().commits();
        cost.print(
            report,
            seen.report().tally().of(Tally.Time.LAG),
            sent == null ? new Recording().generatorLag : sent.generatorLag);
        Findings findings = seen.report().findings();
        findings.merge(storm.others().judge());
        clean &= report.findings(findings);
        return reporting.finish(report.run(), clean, System.out);
      }
    }
  }

  private boolean folder(
      ScenarioReport report, Storm.Edge edge, Storm.Phase phase, Storm.Seen seen) {
    RunReport run = report.run();
    run.setting("devices", devices)
        .setting("devices of a member", perUser)
        .setting("files", files)
        .setting("commits a second", rate)
        .setting("seconds", seconds)
        .setting("other folders", others);
    Tally tally = seen.report().tally();
    long deliveries = tally.count(Tally.Count.DELTAS);
    long entries = seen.timeline().last() - seen.timeline().first() + 1;
    report.line("");
    report.figure(
        "pushes suppressed",
        "suppressed",
        StormFigures.suppressed(entries, devices, deliveries),
        Unit.SHARE,
        Better.HIGHER);
    report.row(
        "deltas",
        "%,d for %,d commits: each device %.2f/s, with %.1f changes each; %,d heads told; %,d journal reads"
            .formatted(
                deliveries,
                entries,
                StormFigures.deltasPerSecond(deliveries, devices, phase.seconds()),
                tally.count(Tally.Count.CHANGES) / (double) Math.max(1, deliveries),
                StormFigures.windows(seen.report().spans(), seen.timeline()),
                tally.count(Tally.Count.PULLS)));
    run.count("deliveries", deliveries)
        .count("entries", entries)
        .count("pulls", tally.count(Tally.Count.PULLS));
    report.time("leading edge: 1st device", "edge.first", edge.toFirst());
    report.time("leading edge: all devices", "edge.all", edge.toAll());
    report.time("staleness, all moments", "staleness", seen.staleness().moments());
    report.time("staleness, its peaks", "stalenessPeaks", seen.staleness().peaks());
    report.time("staleness, worst of each", "stalenessWorst", seen.staleness().worstOfDevices());
    long toHead = StormFigures.lastToHeadMicros(seen.timeline(), seen.staleness().headMicros());
    boolean all = seen.atHead() == devices;
    report.row(
        "at head after the end",
        "%,d of %,d, the last %s after the last commit"
            .formatted(seen.atHead(), devices, toHead < 0 ? "never" : Sizes.millis(toHead)));
    run.count("atHead", seen.atHead());
    if (all) {
      run.figure("toHead", (double) toHead, Unit.MICROS, Better.LOWER);
    } else {
      report.loud("NOT ALL ARE AT HEAD after %d s".formatted(limitSeconds));
    }
    run.fault("commitsLost", seen.lost());
    if (seen.lost() > 0) {
      report.loud(
          "LOST: the journal lacks %,d commits that were answered with success"
              .formatted(seen.lost()));
    }
    long notKept = tally.count(Tally.Count.SPANS_NOT_KEPT);
    if (notKept > 0) {
      report.loud("NOT ALL SEEN: %,d arrivals were too many to be logged".formatted(notKept));
    }
    return all && seen.lost() == 0;
  }

  private static void hub(
      ScenarioReport report,
      List<Long> pids,
      Storm.Phase before,
      Storm.Phase without,
      Storm.Phase storm) {
    if (pids.isEmpty()) {
      report.row("hub", "its processes are not on this machine: no CPU time (--pid)");
      return;
    }
    report.row(
        "hub CPUs (event loops)",
        "before %.2f (%.2f) · without members %.2f (%.2f) · storm %.2f (%.2f)"
            .formatted(
                before.hubCpus(),
                before.loopCpus(),
                without.hubCpus(),
                without.loopCpus(),
                storm.hubCpus(),
                storm.loopCpus()));
    report
        .run()
        .figure("hubBefore.cpu", before.hubCpus(), Unit.CPUS, Better.LOWER)
        .figure("hubWithout.cpu", without.hubCpus(), Unit.CPUS, Better.LOWER)
        .figure("hubStorm.cpu", storm.hubCpus(), Unit.CPUS, Better.LOWER);
  }

  private boolean commits(ScenarioReport report, Storm.Phase without, Storm.Phase storm) {
    Recording alone = without.commits();
    Recording crowded = storm.commits();
    if (alone == null || crowded == null) {
      return false;
    }
    CommitLines.print(report, "commits without members", "commitWithout", alone, rate);
    CommitLines.print(report, "commits in the storm", "commit", crowded, rate);
    double times = CommitLines.perSecond(crowded) / Math.max(1, CommitLines.perSecond(alone));
    report.row(
        "commits slowed",
        "%.3f of the rate, p50 %.2f times, p99 %.2f times"
            .formatted(
                times,
                ratio(crowded.latency, alone.latency, 50),
                ratio(crowded.latency, alone.latency, 99)));
    report.run().figure("commit.rateToWithout", times, Unit.SHARE, Better.HIGHER);
    return CommitLines.withoutErrors(alone) && CommitLines.withoutErrors(crowded);
  }

  private static void others(
      ScenarioReport report, Storm.Phase before, Storm.Phase without, Storm.Phase storm) {
    report.time("others before", "othersBefore", before.others().push());
    report.time("others without members", "othersWithout", without.others().push());
    report.time("others in the storm", "others", storm.others().push());
    double times = ratio(storm.others().push(), before.others().push(), 99);
    report.row(
        "others slowed",
        "p99 %.2f times before, %.2f times the same commits without members"
            .formatted(times, ratio(storm.others().push(), without.others().push(), 99)));
    report.run().figure("others.p99ToBefore", times, Unit.SHARE, Better.LOWER);
  }

  private static double ratio(Histogram one, Histogram other, double percentile) {
    return one.getValueAtPercentile(percentile)
        / (double) Math.max(1, other.getValueAtPercentile(percentile));
  }

  private void check() {
    reporting.check();
    swarm.require(
        devices >= 1 && devices <= 1_000_000,
        "--devices must be between 1 and 1000000: " + devices);
    swarm.require(perUser >= 1 && perUser <= 90, "--per-user must be between 1 and 90: " + perUser);
    swarm.require(rate > 0 && rate <= 100_000, "--rate must be above 0, at most 100000: " + rate);
    swarm.require(
        seconds >= 1 && seconds <= 3_600, "--seconds must be between 1 and 3600: " + seconds);
    swarm.require(files >= 1 && files <= 10_000, "--files must be between 1 and 10000: " + files);
    swarm.require(
        others >= 1 && others <= 10_000, "--others must be between 1 and 10000: " + others);
    swarm.require(
        othersRate > 0 && othersRate <= 10_000,
        "--others-rate must be above 0, at most 10000: " + othersRate);
    swarm.require(
        beforeSeconds >= 1 && beforeSeconds <= 3_600,
        "--before must be between 1 and 3600: " + beforeSeconds);
    swarm.require(edges >= 1 && edges <= 1_000, "--edges must be between 1 and 1000: " + edges);
    swarm.require(
        restMillis >= 1 && restMillis <= 60_000,
        "--rest must be between 1 and 60000: " + restMillis);
    swarm.require(
        limitSeconds >= 1 && limitSeconds <= 3_600,
        "--limit must be between 1 and 3600: " + limitSeconds);
    swarm.mix();
    swarm.hubs(hub);
    swarm.processes(devices);
  }
}
