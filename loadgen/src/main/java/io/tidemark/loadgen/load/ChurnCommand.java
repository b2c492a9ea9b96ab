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

/** {@code ./tidemark load churn}. */
@Command(
    name = "churn",
    mixinStandardHelpOptions = true,
    description = {
      "Devices leave and come back all the time while their folders change.",
      "",
      "Half of those that leave say goodbye, the others' connections just end. Pushes are timed to",
      "devices that were there when it was committed; those that come back are timed until they have",
      "everything. Ends at once with the first broken promise that shows; at the end all come back,",
      "and every device is held against the journal."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load churn",
      "  ./tidemark load churn --leaving 200 --away 1000 --seconds 60",
      "  ./tidemark load churn --folders 200 --devices 20 --rate 500 --by ws",
      "  ./tidemark load churn --assert violations==0 --assert 'back.p99<500ms' --json churn.json"
    })
final class ChurnCommand implements Callable<Integer>, ScenarioChecks {
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final UnrestOptions unrest = new UnrestOptions();
  @Mixin private final SetupOptions setting = new SetupOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "At the end all must be at head within this time; default: ${DEFAULT-VALUE}.")
  private int limitSeconds;

  @Override
  public Integer call() {
    check();
    String run = UUID.randomUUID().toString().substring(0, 8);
    Progress progress = new Progress(System.out);
    Unrest.Shape shape = unrest.shape(0, 0);
    try (Interruption interruption = new Interruption();
        Toolbox tools = new Toolbox(hub.url(), hub.token(), 64);
        Toolbox following = new Toolbox(hub.url(), hub.token());
        Sampler sampler = RunSampler.of(hub.url(), tools, progress, seconds)) {
      tools.ping();
      PushWatcher pushes = new PushWatcher();
      UnrestWatch watch = new UnrestWatch(pushes);
      LoadReport report = new LoadReport(System.out, "churn");
      report
          .run()
          .setting("folders", shape.folders())
          .setting("devices each", shape.devices())
          .setting("by", shape.ways())
          .setting("commits a second", shape.rate())
          .setting("leaving a second", shape.leaving())
          .setting("longest away, ms", shape.awayMillis())
          .setting("seconds", seconds);
      boolean[] good = {true};
      Setup setup = new Setup(tools, run, unrest.seed(), progress, setting);
      Unrest scenario =
          new Unrest(
              tools,
              following,
              hub.url(),
              shape,
              setup,
              pushes,
              watch,
              unrest.staleMillis(),
              unrest.seed(),
              progress);
      scenario.settle();
      progress.done(
          "%,d folders with %,d devices each by %s, %.1f commits/s over all, %.1f devices leave a second"
              .formatted(
                  shape.folders(), shape.devices(), shape.ways(), shape.rate(), shape.leaving()));
      sampler.time("push", pushes.arrivals()).time("back", watch.returns()).start();
      boolean whole =
          interruption.completes(
              () -> good[0] = scenario.run(run, seconds, unrest.seed(), () -> true));
      boolean[] gathered = {false};
      whole &=
          good[0]
              && interruption.completes(
                  () -> gathered[0] = scenario.gather(Duration.ofSeconds(limitSeconds)));
      UnrestReport table = new UnrestReport(report, scenario, pushes, watch);
      if (interruption.happened()) {
        report.partial();
      }
      good[0] = table.print(whole, gathered[0], limitSeconds) && good[0];
      RunSampler.into(sampler, report.run());
      return reporting.finish(report.run(), good[0], System.out);
    }
  }

  @Override
  public void check() {
    reporting.check();
    unrest.check(0, 0);
    unrest.require(
        seconds >= 1 && seconds <= 86_400, "--seconds must be between 1 and 86400: " + seconds);
    unrest.require(limitSeconds >= 1, "--limit must be at least 1: " + limitSeconds);
    unrest.require(
        "http".equals(hub.url().getScheme()), "load speaks plain http only: " + hub.url());
  }
}
