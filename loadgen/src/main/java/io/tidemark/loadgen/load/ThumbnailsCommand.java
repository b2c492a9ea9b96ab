package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.photos.GridRun;
import io.tidemark.loadgen.photos.PhotoFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./tidemark load thumbnails}. */
@Command(
    name = "thumbnails",
    mixinStandardHelpOptions = true,
    description = {
      "Commits photos and asks for their thumbnails: all in one stream, and one request each over",
      "six connections, cold and warm, in turns. Prints when the first, the median and the last came.",
      "",
      "Exit code: 0 if every thumbnail came, 1 if not."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load thumbnails --photos /usr/share/backgrounds",
      "  ./tidemark load thumbnails --photos DIR --count 1000 --size 64 --rounds 1"
    })
final class ThumbnailsCommand implements Callable<Integer> {
  @Mixin private final HubOptions hub = new HubOptions();

  @Option(
      names = "--photos",
      required = true,
      paramLabel = "DIR",
      description = "A folder of pictures.")
  private Path photos = Path.of("");

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "100",
      description = "In a grid, at most 1000, going round the photos; default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--size",
      paramLabel = "PX",
      defaultValue = "256",
      description = "64, 128, 256, 480 or 1024; default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--format",
      paramLabel = "F",
      defaultValue = "jpeg",
      description = "jpeg, webp or png; default: ${DEFAULT-VALUE}.")
  private String format = "";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Path> found = PhotoFolder.under(photos, count);
    try (Toolbox tools = new Toolbox(hub.url(), hub.token())) {
      tools.ping();
      boolean all =
          new GridRun(tools, hub.url(), System.out).run(found, count, size, format, rounds);
      return all ? 0 : 1;
    }
  }
}
