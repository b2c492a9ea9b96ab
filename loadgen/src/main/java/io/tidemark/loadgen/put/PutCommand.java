package io.tidemark.loadgen.put;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.NamespaceEntry;
import io.tidemark.loadgen.client.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./tidemark put}. */
@Command(
    name = "put",
    mixinStandardHelpOptions = true,
    description = {
      "Commits files and folders: cuts them into blocks, uploads those that the hub does not",
      "have, and commits a version of each file that is new or changed.",
      "",
      "Exit code: 0 if all are committed, 1 if some were refused."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark put photo.jpg --user alice",
      "  ./tidemark put src docs --user alice --folder Design",
      "  ./tidemark put . --user alice --folder 5f1d9a3e-8c41-4b7e-9d20-6a7c1e55b001"
    })
public final class PutCommand implements Callable<Integer> {
  @Mixin private final HubOptions hub = new HubOptions();

  @Parameters(paramLabel = "FILE|DIR", arity = "1..*", description = "What to commit.")
  private List<Path> named = List.of();

  @Option(names = "--user", required = true, paramLabel = "USER", description = "As whom.")
  private String user = "";

  @Option(
      names = "--folder",
      paramLabel = "F",
      description =
          "A team folder's name or id; a name that does not exist is made. Default: the user's home.")
  private @Nullable String folder;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "put",
      description = "From which device; default: ${DEFAULT-VALUE}.")
  private String device = "";

  @Override
  public Integer call() throws IOException {
    FileWalk walk = new FileWalk();
    for (Path path : named) {
      walk.add(path);
    }
    walk.skipped().forEach(line -> System.err.println("left out: " + line));
    try (Toolbox tools = new Toolbox(hub.url(), hub.token())) {
      tools.ping();
      Session session = tools.session(user);
      NamespaceEntry target = Folders.find(session, folder, true);
      PutTotals totals = put(session, target, walk.files());
      return totals.refused == 0 ? 0 : 1;
    }
  }

  private PutTotals put(Session session, NamespaceEntry target, List<LocalFile> files)
      throws IOException {
    PutTotals totals = new PutTotals();
    Progress progress = new Progress(System.out);
    Putter putter =
        new Putter(
            session, target.ns(), device, line -> System.err.println("refused: " + line), totals);
    long started = System.nanoTime();
    putter.readFolder();
    for (int i = 0; i < files.size(); i++) {
      putter.put(files.get(i));
      if (i + 1 < files.size()) {
        progress.update(
            "%,d of %,d files · %s read · %s uploaded"
                .formatted(
                    i + 1,
                    files.size(),
                    Sizes.bytes(totals.bytes),
                    Sizes.bytes(totals.uploadedBytes)));
      }
    }
    putter.flush();
    progress.done(summary(totals, target, (System.nanoTime() - started) / 1e9));
    return totals;
  }

  private static String summary(PutTotals totals, NamespaceEntry target, double seconds) {
    double shared =
        totals.bytes == 0 ? 0 : 100.0 * (totals.bytes - totals.uploadedBytes) / totals.bytes;
    return "%s: %,d new, %,d changed, %,d unchanged%s%s · %s in %,d blocks, %s uploaded (%.0f %% was there) · %.1f s"
        .formatted(
            target.name(),
            totals.created,
            totals.changed,
            totals.unchanged,
            totals.conflicts == 0
                ? ""
                : ", %,d kept as conflicted copies".formatted(totals.conflicts),
            totals.refused == 0 ? "" : ", %,d refused".formatted(totals.refused),
            Sizes.bytes(totals.bytes),
            totals.blocks,
            Sizes.bytes(totals.uploadedBytes),
            shared,
            seconds);
  }
}
