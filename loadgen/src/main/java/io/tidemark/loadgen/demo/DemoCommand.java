package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.HubUnreachableException;
import io.tidemark.loadgen.photos.GridRun;
import io.tidemark.loadgen.photos.PhotoFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tidemark demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Replays a git repository's history into a team folder while devices follow, and",
      "compares what each of them holds in the end with git's own tree.",
      "",
      "Starts a hub of its own if none answers and no --url is given.",
      "Exit code: 0 if every device got everything, once, in order; 1 if not."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark demo",
      "  ./tidemark demo --repo ../linux --commits 2000 --devices 1000",
      "  ./tidemark demo --rate 2 --devices 20",
      "  ./tidemark demo --photos /usr/share/backgrounds",
      "  ./tidemark demo --url http://127.0.0.1:9000 --seed 7"
    })
public final class DemoCommand implements Callable<Integer> {
  /** Thumbnails in the grid of photos, at most. */
  private static final int GRID = 1_000;

  private static final int GRID_PIXELS = 256;

  @Spec private @Nullable CommandSpec command;
  @Mixin private final HubOptions hub = new HubOptions();

  @Option(
      names = "--repo",
      paramLabel = "DIR",
      description = "A git repository; default: this checkout.")
  private @Nullable Path repository;

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      description =
          "Instead of a history: commits this folder of photos and shows how soon a grid of them fills.")
  private @Nullable Path photos;

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
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "For what is random: who leaves and comes back when; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the hub that the demo starts; default: the hub's own default.")
  private @Nullable Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    require(devices >= 1 && devices <= 15_000, "--devices must be between 1 and 15000: " + devices);
    require(commits >= 1, "--commits must be at least 1: " + commits);
    require(rate >= 0, "--rate must not be negative: " + rate);
    if (photos != null) {
      return photos(photos);
    }
    Path directory = repository != null ? repository : OwnHub.home();
    URI url = hub.url();
    try (GitHistory history = GitHistory.open(directory, commits)) {
      if (answers(url)) {
        return run(history, url);
      }
      if (hub.urlGiven()) {
        throw new HubUnreachableException(url.toString(), new IOException("connection refused"));
      }
      System.out.println("No hub at " + url + ": starting one for this demo.");
      try (OwnHub own = OwnHub.start(data)) {
        return run(history, own.url());
      }
    }
  }

  private int photos(Path folder) throws IOException, InterruptedException {
    List<Path> found = PhotoFolder.under(folder, GRID);
    URI url = hub.url();
    if (answers(url) || hub.urlGiven()) {
      return grid(found, url);
    }
    System.out.println("No hub at " + url + ": starting one for this demo.");
    try (OwnHub own = OwnHub.start(data)) {
      return grid(found, own.url());
    }
  }

  private int grid(List<Path> found, URI url) throws IOException, InterruptedException {
    try (Toolbox tools = new Toolbox(url, hub.token())) {
      tools.ping();
      GridRun run = new GridRun(tools, url, System.out);
      return run.run(found, found.size(), GRID_PIXELS, "jpeg", 1) ? 0 : 1;
    }
  }

  private int run(GitHistory history, URI url) throws IOException {
    System.out.printf(
        "Replaying %,d commits of %s%s into %s, %,d devices following.%n",
        history.size(), history.name(), history.shortened() ? " (the newest)" : "", url, devices);
    try (Toolbox committing = new Toolbox(url, hub.token());
        Toolbox following = new Toolbox(url, hub.token())) {
      Progress progress = new Progress(System.out);
      DemoResult result =
          new Demo(
                  committing,
                  following,
                  history,
                  devices,
                  seed,
                  ReplayPace.ofCommits(rate),
                  progress,
                  _ -> {})
              .run();
      progress.done("");
      new DemoReport(System.out, result).print();
      return result.good() ? 0 : 1;
    }
  }

  private static boolean answers(URI url) {
    try (Toolbox tools = new Toolbox(url, null)) {
      tools.ping();
      return true;
    } catch (HubUnreachableException _) {
      return false;
    }
  }

  private void require(boolean met, String otherwise) {
    CommandSpec spec = command;
    if (!met && spec != null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
