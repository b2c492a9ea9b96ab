package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.SetupOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.device.Fleet;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.loadgen.mix.ScenarioChecks;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.Sampler;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.protocol.Limits;
import java.time.Duration;
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

/** {@code ./tidemark load slow}. */
@Command(
    name = "slow",
    mixinStandardHelpOptions = true,
    description = {
      "Devices that read one byte a second, or nothing, beside quick ones of the same folders.",
      "",
      "The same load runs twice: first with the quick devices alone, then with the slow ones too.",
      "What the quick ones see should stay as it was, and the hub's memory should stay flat. Then",
      "the slow ones wake and must come to head. At the end every device is held against the",
      "journal."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load slow",
      "  ./tidemark load slow --slow 40 --seconds 60",
      "  ./tidemark load slow --folders 1 --devices 20 --slow 60 --rate 2"
    })
final class SlowCommand implements Callable<Integer>, ScenarioChecks {
  @Spec private @Nullable CommandSpec command;
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SetupOptions setting = new SetupOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--folders",
      paramLabel = "N",
      defaultValue = "20",
      description = "Folders, each with a user of its own; default: ${DEFAULT-VALUE}.")
  private int folders;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "6",
      description = "Quick devices in each folder; default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--slow",
      paramLabel = "N",
      defaultValue = "12",
      description =
          "Slow ones in each folder, half by WebSocket and half by SSE, of each half one half"
              + " reading a byte a second and the other nothing; default: ${DEFAULT-VALUE}.")
  private int slow;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "10",
      description = "Batches of commits a second, over all folders; default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "90",
      description = "Files in one batch; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long each of the two stretches is; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "The slow ones must be at head so long after they woke; default: ${DEFAULT-VALUE}.")
  private int limitSeconds;

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
        Toolbox following = new Toolbox(hub.url(), hub.token());
        Sampler sampler = RunSampler.of(hub.url(), tools, progress, 0)) {
      tools.ping();
      sampler.start();
      KnownChanges known = KnownChanges.kept();
      Fleet fleet =
          new Fleet(following.vertx(), hub.url(), known, 1, TimeUnit.DAYS.toMicros(1), seed);
      Setup setup = new Setup(tools, run, seed, progress, setting);
      Slow scenario =
          new Slow(tools, following, hub.url(), fleet, known, setup, folders, batch, progress);
      scenario.addQuick(devices);
      progress.done(
          "%,d folders with %,d quick devices each, %.1f batches/s of %,d files over all"
              .formatted(folders, devices, rate, batch));
      LoadReport report = new LoadReport(System.out, "slow");
      report
          .run()
          .setting("folders", folders)
          .setting("quick devices each", devices)
          .setting("slow devices each", slow)
          .setting("batches a second", rate)
          .setting("files in a batch", batch)
          .setting("seconds", seconds);
      boolean[] good = {true};
      boolean whole = interruption.completes(() -> good[0] = stretches(report, scenario, run));
      if (!whole) {
        // Nobody who was still reading can be held against the journal.
        report.partial();
      }
      RunSampler.into(sampler, report.run());
      return reporting.finish(report.run(), good[0], System.out);
    }
  }

  private boolean stretches(LoadReport report, Slow scenario, String run) {
    boolean good =
        print(
            report, "quick devices alone", "alone", scenario.load(run + "a", rate, seconds, seed));
    scenario.addSlow(slow);
    good &=
        print(
            report,
            "%,d slow devices in each folder".formatted(slow),
            "beside",
            scenario.load(run + "b", rate, seconds, seed));
    report.row("behind", "%,d devices".formatted(scenario.behind()));
    report.row("slow ones cut", "%,d times".formatted(scenario.cuts()));
    good &= wake(report, scenario);
    return Violations.print(report, scenario.audited()) == 0 && good;
  }

  private static boolean print(LoadReport report, String name, String key, Slow.Stretch stretch) {
    report.title(name);
    report
        .run()
        .time(key + ".stampToSocket", stretch.quick().timestampToSocket)
        .time(key + ".sentToAnswer", stretch.quick().sentToAnswer)
        .count(key + ".committed", stretch.recording().committed);
    report.row("quick devices", LoadReport.percentiles(stretch.quick().timestampToSocket));
    report.row("  sent → answer", LoadReport.percentiles(stretch.quick().sentToAnswer));
    report.row("committed", "%,d changes".formatted(stretch.recording().committed));
    report.row("hub", stretch.memory().line());
    if (!stretch.recording().errors().isEmpty()) {
      report.row("errors", stretch.recording().errors().toString());
    }
    return stretch.recording().errors().isEmpty();
  }

  private boolean wake(LoadReport report, Slow scenario) {
    report.title("they wake");
    MemoryTrack memory = new MemoryTrack(scenario.probe());
    long start = System.nanoTime();
    boolean all = scenario.wake(Duration.ofSeconds(limitSeconds), memory);
    double took = (System.nanoTime() - start) / 1e9;
    if (all) {
      report.run().figure("allAtHead", took * 1e6, Unit.MICROS, Better.LOWER);
    }
    report.row(
        "all at head",
        all ? "after %.2f s".formatted(took) : "NOT within %,d s".formatted(limitSeconds));
    report.row("hub", memory.line());
    return all;
  }

  @Override
  public void check() {
    reporting.check();
    require(folders >= 1 && folders <= 1_000, "--folders must be between 1 and 1000: " + folders);
    require(
        devices >= 1 && slow >= 1 && devices + slow <= 90,
        "--devices and --slow must be at least 1, and 90 together: " + devices + ", " + slow);
    require(rate > 0, "--rate must be above 0: " + rate);
    require(
        batch >= 2 && batch <= Limits.COMMITS_PER_BATCH,
        "--batch must be between 2 and " + Limits.COMMITS_PER_BATCH + ": " + batch);
    require(seconds >= 1, "--seconds must be at least 1: " + seconds);
    require(limitSeconds >= 1, "--limit must be at least 1: " + limitSeconds);
    require("http".equals(hub.url().getScheme()), "load speaks plain http only: " + hub.url());
  }

  private void require(boolean met, String otherwise) {
    CommandSpec spec = command;
    if (!met && spec != null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
