package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.SetupOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.mix.ScenarioChecks;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.Sampler;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./tidemark load soak}. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
      "Everything at once, for hours: pushes, devices that come and go, devices that hardly read, and",
      "devices that come for the first time and catch up. Memory and latency over time.",
      "",
      "It goes in legs, each with folders and devices of its own, so that at the end of each leg every",
      "device can be held against the journal, and the generator's own memory stays as it is. What a",
      "leg leaves in the hub shows in the next one. Ends at once with the first broken promise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load soak",
      "  ./tidemark load soak --minutes 480 --leg 600 --html soak.html",
      "  ./tidemark load soak --folders 100 --devices 20 --slow 5 --rate 300",
      "  ./tidemark load soak --minutes 60 --assert violations==0 --assert 'hub.resident.growth<64MiB'"
    })
final class SoakCommand implements Callable<Integer>, ScenarioChecks {
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final UnrestOptions unrest = new UnrestOptions();
  @Mixin private final SetupOptions setting = new SetupOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long in all; default: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--leg",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "How long one leg is; default: ${DEFAULT-VALUE}.")
  private int legSeconds;

  @Option(
      names = "--slow",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Devices in each folder that read a byte a second or nothing; default: ${DEFAULT-VALUE}.")
  private int slow;

  @Option(
      names = "--late",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Devices of each leg that come for the first time, and catch up; default: ${DEFAULT-VALUE}.")
  private int late;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "At the end of a leg all must be at head within this time; default: ${DEFAULT-VALUE}.")
  private int limitSeconds;

  @Override
  public Integer call() {
    check();
    Progress progress = new Progress(System.out);
    try (Interruption interruption = new Interruption();
        Toolbox tools = new Toolbox(hub.url(), hub.token(), 64);
        Sampler sampler = RunSampler.of(hub.url(), tools, progress, (int) (minutes * 60))) {
      tools.ping();
      Unrest.Shape shape = unrest.shape(slow, late);
      SoakReport report = new SoakReport(System.out, new HubProbe(tools));
      report.settings(shape, minutes, legSeconds);
      sampler
          .time("push", report.pushes().arrivals())
          .time("back", report.watch().returns())
          .start();
      progress.done(
          "%.1f minutes in legs of %,d s: %,d folders with %,d devices that come and go and %,d that hardly read each, %,d that come late; %.1f commits/s"
              .formatted(
                  minutes,
                  legSeconds,
                  shape.folders(),
                  shape.devices(),
                  shape.slow(),
                  shape.late(),
                  shape.rate()));
      report.head();
      long end = System.nanoTime() + (long) (minutes * 60e9);
      boolean[] clean = {true};
      boolean whole =
          interruption.completes(() -> {
            do {
              clean[0] = leg(shape, report, progress, end);
            } while (clean[0] && System.nanoTime() - end < 0);
          });
      boolean good = report.finish(whole) && clean[0];
      RunSampler.into(sampler, report.run());
      return reporting.finish(report.run(), good, System.out);
    }
  }

  private boolean leg(Unrest.Shape shape, SoakReport report, Progress progress, long end) {
    String run = UUID.randomUUID().toString().substring(0, 8);
    long left = Math.max(1, Math.round((end - System.nanoTime()) / 1e9));
    int seconds = (int) Math.min(legSeconds, left);
    try (Toolbox tools = new Toolbox(hub.url(), hub.token(), 64);
        Toolbox following = new Toolbox(hub.url(), hub.token())) {
      Setup setup = new Setup(tools, run, unrest.seed(), progress, setting);
      Unrest scenario =
          new Unrest(
              tools,
              following,
              hub.url(),
              shape,
              setup,
              report.pushes(),
              report.watch(),
              unrest.staleMillis(),
              unrest.seed(),
              progress);
      scenario.settle();
      boolean clean =
          scenario.run(
              run,
              seconds,
              unrest.seed(),
              () -> {
                report.live(progress, end);
                return true;
              });
      boolean gathered = clean && scenario.gather(Duration.ofSeconds(limitSeconds));
      return report.leg(
          scenario, gathered, gathered ? scenario.audited() : scenario.stopped(), progress);
    }
  }

  @Override
  public void check() {
    reporting.check();
    unrest.require(slow >= 0, "--slow must not be negative: " + slow);
    unrest.require(late >= 0, "--late must not be negative: " + late);
    unrest.check(slow, late);
    unrest.require(
        minutes > 0 && minutes <= 14_400, "--minutes must be above 0, at most 14400: " + minutes);
    unrest.require(
        legSeconds >= 1 && legSeconds <= 3_600, "--leg must be between 1 and 3600: " + legSeconds);
    unrest.require(limitSeconds >= 1, "--limit must be at least 1: " + limitSeconds);
    unrest.require(
        "http".equals(hub.url().getScheme()), "load speaks plain http only: " + hub.url());
  }
}
