package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.SetupOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.device.Fleet;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.loadgen.mix.ScenarioChecks;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.Sampler;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tidemark load push}. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description = {
      "Commit to socket on quiet folders: each folder rests between its commits, so that no",
      "window delays them. Shows where the time goes, stage by stage."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load push",
      "  ./tidemark load push --folders 200 --rate 50 --seconds 60",
      "  ./tidemark load push --devices 10 --sse",
      "  ./tidemark load push --folders 5800 --rate 2900 --devices 1"
    })
final class PushCommand implements Callable<Integer>, ScenarioChecks {
  @Spec private @Nullable CommandSpec command;
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SetupOptions setting = new SetupOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--folders",
      paramLabel = "N",
      defaultValue = "50",
      description = "Folders, each with a user of its own; default: ${DEFAULT-VALUE}.")
  private int folders;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "2",
      description = "Devices that follow each folder; default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "20",
      description = "Commits a second, over all folders; default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long to measure; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "128",
      description = "At most so many commits at once; default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--stale-after",
      paramLabel = "MILLIS",
      defaultValue = "10000",
      description =
          "A change that takes longer to a live device is a broken promise; default: ${DEFAULT-VALUE}.")
  private int staleMillis;

  @Option(names = "--sse", description = "By server-sent events instead of WebSocket.")
  private boolean sse;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "For the order of folders and blocks; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    check();
    String run = UUID.randomUUID().toString().substring(0, 8);
    Progress progress = new Progress(System.out);
    try (Interruption interruption = new Interruption();
        Toolbox tools = new Toolbox(hub.url(), hub.token(), 64);
        Toolbox following = new Toolbox(hub.url(), hub.token())) {
      tools.ping();
      Setup setup = new Setup(tools, run, seed, progress, setting);
      List<TargetFolder> targets = setup.folders(folders, folders, 1);
      PushWatcher watcher = new PushWatcher();
      int count = folders * devices;
      Fleet fleet =
          new Fleet(
              following.vertx(),
              hub.url(),
              KnownChanges.forgotten(),
              count,
              TimeUnit.MILLISECONDS.toMicros(staleMillis),
              seed);
      addDevices(fleet, following, run, watcher);
      new FleetWait(fleet, progress).untilLive(count, Duration.ofSeconds(90));
      progress.done(
          "%,d quiet folders, %,d devices each, %.1f commits/s over all"
              .formatted(folders, devices, rate));
      CommitWorkload workload =
          new CommitWorkload(hub.url(), run, 1, targets, setup.blocks(), seed, watcher);
      Generator generator = new Generator(tools.vertx(), hub.url(), connections, rate, workload);
      tools.vertx().setTimer(2_000, _ -> watcher.restart());
      try (Sampler sampler = RunSampler.of(hub.url(), tools, progress, 2 + seconds)) {
        RunSampler.requests(sampler, generator.recording())
            .time("push", watcher.arrivals())
            .start();
        LoadReport report = new LoadReport(System.out, "push");
        Future<Recording> running = generator.run(2, seconds);
        Duration limit = Duration.ofSeconds(seconds + 60L);
        if (!interruption.completes(() -> Await.of(running, limit))) {
          generator.end();
          report.partial();
        }
        Recording recording = Await.of(running, limit);
        List<Device> gone = Await.of(fleet.stop());
        boolean clean = print(report, recording, watcher, gone);
        RunSampler.into(sampler, report.run());
        return reporting.finish(report.run(), clean, System.out);
      }
    }
  }

  private void addDevices(Fleet fleet, Toolbox following, String run, PushWatcher watcher) {
    for (int i = 0; i < folders; i++) {
      for (int d = 0; d < devices; d++) {
        String user = "load-%s-%d".formatted(run, i);
        Await.of(fleet.add("device-" + d, following.session(user), sse, watcher));
      }
    }
  }

  private boolean print(
      LoadReport report, Recording recording, PushWatcher watcher, List<Device> gone) {
    long expected = watcher.commits() * devices;
    report
        .run()
        .setting("folders", folders)
        .setting("devices each", devices)
        .setting("commits a second", rate)
        .setting("seconds", seconds)
        .setting("by", sse ? "server-sent events" : "WebSocket")
        .time("push", watcher.intendedToSocket)
        .time("sentToStamp", watcher.sentToTimestamp)
        .time("stampToSocket", watcher.timestampToSocket)
        .time("sentToAnswer", watcher.sentToAnswer)
        .count("arrivals", watcher.intendedToSocket.getTotalCount())
        .count("arrivals.expected", expected);
    report.print(recording, rate, 1, connections);
    report.line("");
    report.row("due → socket", LoadReport.percentiles(watcher.intendedToSocket));
    report.row("  sent → stamp", LoadReport.percentiles(watcher.sentToTimestamp));
    report.row("  stamp → socket", LoadReport.percentiles(watcher.timestampToSocket));
    report.row("  sent → answer", LoadReport.percentiles(watcher.sentToAnswer));
    report.row(
        "arrivals", "%,d of %,d".formatted(watcher.intendedToSocket.getTotalCount(), expected));
    long violations = Violations.print(report, gone);
    report.title(
        "stamp: the change's timestamp, which the hub gives it while it commits, by this machine's clock.");
    return violations == 0 && recording.errors().isEmpty();
  }

  @Override
  public void check() {
    reporting.check();
    require(folders >= 1 && folders <= 10_000, "--folders must be between 1 and 10000: " + folders);
    require(devices >= 1 && devices <= 90, "--devices must be between 1 and 90: " + devices);
    require(rate > 0, "--rate must be above 0: " + rate);
    require(
        connections >= 1 && connections <= 10_000,
        "--connections must be between 1 and 10000: " + connections);
    require(
        staleMillis >= 1 && staleMillis <= 3_600_000,
        "--stale-after must be between 1 and 3600000: " + staleMillis);
    require(seconds >= 1, "--seconds must be at least 1: " + seconds);
    require("http".equals(hub.url().getScheme()), "load speaks plain http only: " + hub.url());
  }

  private void require(boolean met, String otherwise) {
    CommandSpec spec = command;
    if (!met && spec != null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
