package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.SetupOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.device.Way;
import io.tidemark.loadgen.mix.ScenarioChecks;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.Sampler;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.protocol.Limits;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tidemark load catchup}. */
@Command(
    name = "catchup",
    mixinStandardHelpOptions = true,
    description = {
      "A device that has nothing yet reads a long journal: entries a second, and the hub's memory",
      "meanwhile.",
      "",
      "The journal is made first, by batch. Then devices read it, by one way after the other: ws and",
      "sse are told; longpoll pulls GET /v1/changes; journal reads the pages of the journal itself.",
      "At the end each must have the version of every file that was committed last."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load catchup",
      "  ./tidemark load catchup --entries 100000 --by ws",
      "  ./tidemark load catchup --entries 200000 --by sse,journal --devices 4",
      "  ./tidemark load catchup --files 1000"
    })
final class CatchUpCommand implements Callable<Integer>, ScenarioChecks {
  private static final String JOURNAL = "journal";

  @Spec private @Nullable CommandSpec command;
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SetupOptions setting = new SetupOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--entries",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "In the journal; default: ${DEFAULT-VALUE}.")
  private int entries;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "50000",
      description =
          "That the entries are versions of; fewer of them leave more to be left out on the way;"
              + " default: ${DEFAULT-VALUE}.")
  private int files;

  @Option(
      names = "--by",
      paramLabel = "WAY",
      split = ",",
      defaultValue = "ws,sse,longpoll,journal",
      description = "One after the other: ws, sse, longpoll, journal; default: all.")
  private List<String> ways = List.of();

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "1",
      description = "At the same time, by each way; default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Commits in one request while the journal is made; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "Each way must be done within this time; default: ${DEFAULT-VALUE}.")
  private int limitSeconds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "For the blocks; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    check();
    String run = UUID.randomUUID().toString().substring(0, 8);
    Progress progress = new Progress(System.out);
    try (Interruption interruption = new Interruption();
        Toolbox tools = new Toolbox(hub.url(), hub.token());
        Toolbox following = new Toolbox(hub.url(), hub.token());
        Sampler sampler = RunSampler.of(hub.url(), tools, progress, 0)) {
      tools.ping();
      sampler.start();
      HubProbe probe = new HubProbe(tools);
      Setup setup = new Setup(tools, run, seed, progress, setting);
      long start = System.nanoTime();
      int made = Math.min(files, entries);
      FarBehind scenario =
          new FarBehind(setup, made, probe, progress, Duration.ofSeconds(limitSeconds));
      scenario.grow(entries, batch);
      double seconds = (System.nanoTime() - start) / 1e9;
      progress.done(
          "a journal of %,d entries over %,d files, made in %.1f s (%,.0f entries/s)"
              .formatted(scenario.head(), made, seconds, scenario.head() / seconds));
      LoadReport report = new LoadReport(System.out, "catchup");
      report
          .run()
          .setting("entries", scenario.head())
          .setting("files", made)
          .setting("devices", devices)
          .figure("grow.rate", scenario.head() / seconds, Unit.PER_SECOND, Better.HIGHER);
      boolean[] good = {true};
      boolean whole =
          interruption.completes(() -> {
            for (String way : ways) {
              FarBehind.Outcome outcome =
                  way.equals(JOURNAL)
                      ? scenario.walk(following, devices)
                      : scenario.follow(
                          hub.url(), following, Way.of(way), devices, "far-" + run + "-" + way);
              good[0] &= print(report, way, scenario.head(), outcome);
            }
          });
      if (!whole) {
        report.partial();
      }
      RunSampler.into(sampler, report.run());
      return reporting.finish(report.run(), good[0], System.out);
    }
  }

  private boolean print(LoadReport report, String way, long head, FarBehind.Outcome outcome) {
    double seconds = outcome.nanos() / 1e9;
    report.title(way);
    if (outcome.complete()) {
      report.run().figure(way + ".rate", head / seconds, Unit.PER_SECOND, Better.HIGHER);
    }
    report.run().fault(way + ".wrongFiles", outcome.wrongFiles());
    report.row(
        "caught up",
        outcome.complete()
            ? "%,d entries in %.1f s = %,.0f entries/s%s"
                .formatted(
                    head,
                    seconds,
                    head / seconds,
                    devices == 1 ? "" : " for each of %,d devices".formatted(devices))
            : "NOT within %,d s".formatted(limitSeconds));
    report.row("hub", outcome.memory().line());
    report.row("read by hub", outcome.memory().last().pagesSince(outcome.memory().first()));
    report.row("files", "%,d with another version than the last".formatted(outcome.wrongFiles()));
    long violations = outcome.devices().isEmpty() ? 0 : Violations.print(report, outcome.devices());
    return outcome.complete() && outcome.wrongFiles() == 0 && violations == 0;
  }

  @Override
  public void check() {
    reporting.check();
    require(entries >= 1, "--entries must be at least 1: " + entries);
    require(files >= 1, "--files must be at least 1: " + files);
    require(devices >= 1 && devices <= 90, "--devices must be between 1 and 90: " + devices);
    require(
        batch >= 1 && batch <= Limits.COMMITS_PER_BATCH,
        "--batch must be between 1 and " + Limits.COMMITS_PER_BATCH + ": " + batch);
    require(limitSeconds >= 1, "--limit must be at least 1: " + limitSeconds);
    for (String way : ways) {
      try {
        require(way.equals(JOURNAL) || !Way.of(way).title().isEmpty(), way);
      } catch (IllegalArgumentException e) {
        require(false, "--by: " + e.getMessage() + " or journal");
      }
    }
    require("http".equals(hub.url().getScheme()), "load speaks plain http only: " + hub.url());
  }

  private void require(boolean met, String otherwise) {
    CommandSpec spec = command;
    if (!met && spec != null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
