package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.Sampler;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.loadgen.swarm.Tally;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./tidemark load spread}. */
@Command(
    name = "spread",
    mixinStandardHelpOptions = true,
    description = {
      "Commits spread over many folders with a few devices each: how long it takes from a commit's",
      "intended instant to the devices' sockets, where nothing can be coalesced."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load spread",
      "  ./tidemark load spread --folders 1000 --rate 500 --seconds 60",
      "  ./tidemark load spread --way mix",
      "  ./tidemark load spread --hub http://127.0.0.1:8080,http://127.0.0.1:8081 --assert 'push.p99<100ms'"
    })
final class SpreadCommand implements Callable<Integer> {
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SwarmOptions swarm = new SwarmOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--folders",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Each with an owner of its own; default: ${DEFAULT-VALUE}.")
  private int folders;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "2",
      description = "Of each folder; default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "2900",
      description = "Commits a second, over all folders; default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long to measure; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "10",
      description = "Seconds before that; default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Override
  public Integer call() {
    check();
    String run = UUID.randomUUID().toString().substring(0, 8);
    Progress progress = new Progress(System.out);
    List<URI> hubs = swarm.hubs(hub);
    List<Long> pids = swarm.pids(hubs);
    try (Toolbox tools = new Toolbox(hubs.getFirst(), hub.token(), 64)) {
      tools.ping();
      try (FolderPairs pairs =
              FolderPairs.make(tools, hub, swarm, run, folders, devices, progress);
          Interruption interruption = new Interruption();
          Sampler sampler = RunSampler.of(hubs.getFirst(), tools)) {
        if (warmUp > 0) {
          progress.show("warming up for %d s".formatted(warmUp));
          pairs.start(rate, warmUp).await();
        }
        progress.show("measuring for %d s".formatted(seconds));
        GeneratorCost cost = new GeneratorCost(List.of(pairs.devices()));
        ProcessStat.Cpu before = ProcessStat.cpu(pids);
        long begin = System.nanoTime();
        FolderPairs.Running running = pairs.start(rate, seconds);
        sampler.time("request", running.recording().latencyNow).start();
        boolean whole = interruption.completes(running::last);
        if (!whole) {
          running.end();
        }
        FolderPairs.Seen seen = running.await();
        double cpus =
            ProcessStat.cpu(pids).since(before).allNanos() / (double) (System.nanoTime() - begin);
        cost.ended();
        ScenarioReport report = new ScenarioReport(System.out, "spread");
        if (!whole) {
          report.partial();
        }
        RunSampler.into(sampler, report.run());
        progress.done(
            "%,d folders with %d devices each, %,.0f commits/s over all for %d s"
                .formatted(folders, devices, rate, seconds));
        boolean clean = print(report, seen, cost, pids.isEmpty() ? Double.NaN : cpus);
        clean &= report.findings(pairs.judge());
        return reporting.finish(report.run(), clean, System.out);
      }
    }
  }

  private boolean print(
      ScenarioReport report, FolderPairs.Seen seen, GeneratorCost cost, double hubCpus) {
    report
        .run()
        .setting("folders", folders)
        .setting("devices each", devices)
        .setting("commits a second", rate)
        .setting("seconds", seconds);
    report.line("");
    CommitLines.print(report, "commits", "commit", seen.commits(), rate);
    report.time("commit → socket", "push", seen.push());
    report.time("stamp → socket", "stampToSocket", seen.devices().of(Tally.Time.STAMP_TO_SOCKET));
    long arrivals = seen.push().getTotalCount();
    report.row("arrivals", "%,d of %,d".formatted(arrivals, seen.expected()));
    report.run().count("arrivals", arrivals).count("arrivals.expected", seen.expected());
    if (!Double.isNaN(hubCpus)) {
      report.figure("hub", "hub.cpu", hubCpus, Unit.CPUS, Better.LOWER);
    }
    cost.print(report, seen.devices().of(Tally.Time.LAG), seen.commits().generatorLag);
    return CommitLines.withoutErrors(seen.commits());
  }

  private void check() {
    reporting.check();
    swarm.require(
        folders >= 1 && folders <= 100_000, "--folders must be between 1 and 100000: " + folders);
    swarm.require(devices >= 1 && devices <= 90, "--devices must be between 1 and 90: " + devices);
    swarm.require(rate > 0 && rate <= 100_000, "--rate must be above 0, at most 100000: " + rate);
    swarm.require(
        seconds >= 1 && seconds <= 86_400, "--seconds must be between 1 and 86400: " + seconds);
    swarm.require(
        warmUp >= 0 && warmUp <= 3_600, "--warm-up must be between 0 and 3600: " + warmUp);
    swarm.mix();
    swarm.hubs(hub);
    swarm.processes(folders * devices);
  }
}
