package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Removal;
import io.tidemark.loadgen.cli.SetupOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.device.Ledger;
import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.loadgen.mix.ScenarioChecks;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.RunReport;
import io.tidemark.loadgen.report.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tidemark load replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "A git repository's history at a speed of your choice, while devices follow, leave and come back.",
      "",
      "--speed 3600 lets an hour of the history pass in a second: bursts and pauses stay what they",
      "were. --rate is so many git commits a second. Neither: as fast as it goes. At the end each",
      "device is held against the journal, and its tree against git's."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load replay",
      "  ./tidemark load replay --speed 3600 --devices 500",
      "  ./tidemark load replay --repo ../linux --commits 2000 --rate 20 --html replay.html",
      "  ./tidemark load replay --rate 5 --assert violations==0 --assert 'push.p99<1s'"
    })
public final class ReplayCommand implements Callable<Integer>, ScenarioChecks {
  @Spec private @Nullable CommandSpec command;
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SetupOptions setting = new SetupOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--repo",
      paramLabel = "DIR",
      description = "A git repository; default: this checkout.")
  private @Nullable Path repository;

  @Option(
      names = "--commits",
      paramLabel = "N",
      defaultValue = "2147483647",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description =
          "Only the newest N commits; the first of them brings the whole tree of its time.")
  private int commits;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many follow, half by WebSocket, half by SSE; default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0",
      description = "Git commits a second; default: as fast as it goes.")
  private double rate;

  @Option(
      names = "--speed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seconds of the history in one second; default: as fast as it goes.")
  private double speed;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "For who leaves and comes back when; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    check();
    Path directory = repository != null ? repository : OwnHub.home();
    // What was made is removed after Ctrl-C, too.
    try (Interruption _ = new Interruption();
        GitHistory history = GitHistory.open(directory, commits);
        Toolbox committing = new Toolbox(hub.url(), hub.token());
        Toolbox following = new Toolbox(hub.url(), hub.token())) {
      committing.ping();
      Progress progress = new Progress(System.out);
      progress.done(
          "%,d commits of %s, %,d devices following"
              .formatted(history.size(), history.name(), devices));
      Instant started = Instant.now();
      DemoResult result =
          new Demo(
                  committing,
                  following,
                  history,
                  devices,
                  seed,
                  pace(),
                  progress,
                  folder -> {
                    if (!setting.keep()) {
                      committing.atEnd(new Removal(List.of(folder), progress)::run);
                    }
                  })
              .run();
      progress.done("");
      new DemoReport(System.out, result).print();
      RunReport report = report(new RunReport("replay", started), history, result);
      return reporting.finish(report, result.good(), System.out);
    }
  }

  private ReplayPace pace() {
    return speed > 0 ? ReplayPace.ofHistory(speed) : ReplayPace.ofCommits(rate);
  }

  private RunReport report(RunReport report, GitHistory history, DemoResult result) {
    double seconds = result.nanos() / 1e9;
    report
        .setting("repository", history.name())
        .setting("git commits", history.size())
        .setting("devices", devices)
        .setting("git commits a second", rate)
        .setting("seconds of history a second", speed)
        .time("push", result.latency())
        .figure("changes.rate", result.totals().changes() / seconds, Unit.PER_SECOND, Better.HIGHER)
        .count("changes", result.totals().changes())
        .count("reconnects", result.reconnects())
        .fault("violations", result.violations())
        .fault("trees.different", result.differences().size())
        .fault("notSettled", result.settled() ? 0 : 1);
    for (Finding finding : Finding.values()) {
      if (finding.violation()) {
        report.fault(finding.figure(), result.count(finding));
      }
    }
    result.ledgers().stream()
        .map(Ledger::details)
        .flatMap(List::stream)
        .forEach(detail -> report.detail(detail.toString()));
    return report;
  }

  @Override
  public void check() {
    reporting.check();
    require(devices >= 1 && devices <= 15_000, "--devices must be between 1 and 15000: " + devices);
    require(commits >= 1, "--commits must be at least 1: " + commits);
    require(rate >= 0, "--rate must not be negative: " + rate);
    require(speed >= 0, "--speed must not be negative: " + speed);
    require(rate == 0 || speed == 0, "either --rate or --speed, not both");
    require("http".equals(hub.url().getScheme()), "load speaks plain http only: " + hub.url());
  }

  private void require(boolean met, String otherwise) {
    CommandSpec spec = command;
    if (!met && spec != null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
