package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.SetupOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.mix.ScenarioChecks;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.Sampler;
import io.tidemark.protocol.Limits;
import io.vertx.core.Future;
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

/** {@code ./tidemark load commit}. */
@Command(
    name = "commit",
    mixinStandardHelpOptions = true,
    description = {
      "The write path alone: new versions of existing files, over HTTP.",
      "",
      "Open loop: requests are due at a fixed rate, and latency counts from the instant at which",
      "each was due. With --rate 0 a closed loop finds the ceiling instead."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load commit --rate 2900 --seconds 30",
      "  ./tidemark load commit --rate 10000 --namespaces 10000",
      "  ./tidemark load commit --one-folder --batch 64 --rate 250",
      "  ./tidemark load commit --rate 0 --connections 256"
    })
final class CommitCommand implements Callable<Integer>, ScenarioChecks {
  @Spec private @Nullable CommandSpec command;
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SetupOptions setting = new SetupOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "1000",
      description =
          "Requests a second; 0: as fast as answers come (closed loop); default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long to measure; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "3",
      description = "Seconds before that, not measured; default: ${DEFAULT-VALUE}.")
  private int warmUpSeconds;

  @Option(
      names = "--namespaces",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Folders that are committed to in turn; default: ${DEFAULT-VALUE}.")
  private int namespaces;

  @Option(names = "--one-folder", description = "All into one folder instead.")
  private boolean oneFolder;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "Files in one request; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "128",
      description = "At most so many requests at once; default: ${DEFAULT-VALUE}.")
  private int connections;

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
        Toolbox tools = new Toolbox(hub.url(), hub.token(), 64)) {
      tools.ping();
      Setup setup = new Setup(tools, run, seed, progress, setting);
      int count = oneFolder ? 1 : namespaces;
      // In one folder each request on its way needs files of its own; and as many again, to be
      // random.
      int files = oneFolder ? Math.max(1_000, 2 * connections * batch) : batch;
      List<TargetFolder> folders = setup.folders(count, Math.min(100, count), files);
      progress.done(
          "%s, %,d folder%s of %,d file%s, batch %d, %d connections: %d s after %d s of warm-up"
              .formatted(
                  hub.url(),
                  count,
                  s(count),
                  files,
                  s(files),
                  batch,
                  connections,
                  seconds,
                  warmUpSeconds));
      CommitWorkload workload =
          new CommitWorkload(
              hub.url(), run, batch, folders, setup.blocks(), seed, CommitWorkload.NOBODY);
      Generator generator = new Generator(tools.vertx(), hub.url(), connections, rate, workload);
      Duration limit = Duration.ofSeconds(warmUpSeconds + seconds + 60L);
      LoadReport report = new LoadReport(System.out, "commit");
      report
          .run()
          .setting("requests a second", rate)
          .setting("seconds", seconds)
          .setting("folders", count)
          .setting("batch", batch)
          .setting("connections", connections);
      try (Sampler sampler = RunSampler.of(hub.url(), tools, progress, warmUpSeconds + seconds)) {
        RunSampler.requests(sampler, generator.recording()).start();
        Future<Recording> running = generator.run(warmUpSeconds, seconds);
        if (!interruption.completes(() -> Await.of(running, limit))) {
          generator.end();
          report.partial();
        }
        Recording recording = Await.of(running, limit);
        report.print(recording, rate, batch, connections);
        RunSampler.into(sampler, report.run());
        return reporting.finish(report.run(), recording.errors().isEmpty(), System.out);
      }
    }
  }

  private static String s(int count) {
    return count == 1 ? "" : "s";
  }

  @Override
  public void check() {
    reporting.check();
    require(rate >= 0 && rate <= 1_000_000, "--rate must be between 0 and 1000000: " + rate);
    require(seconds >= 1, "--seconds must be at least 1: " + seconds);
    require(warmUpSeconds >= 0, "--warm-up must not be negative: " + warmUpSeconds);
    require(namespaces >= 1, "--namespaces must be at least 1: " + namespaces);
    require(
        batch >= 1 && batch <= Limits.COMMITS_PER_BATCH,
        "--batch must be between 1 and " + Limits.COMMITS_PER_BATCH + ": " + batch);
    require(
        connections >= 1 && connections <= 10_000,
        "--connections must be between 1 and 10000: " + connections);
    require("http".equals(hub.url().getScheme()), "load speaks plain http only: " + hub.url());
  }

  private void require(boolean met, String otherwise) {
    CommandSpec spec = command;
    if (!met && spec != null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
