package io.tidemark.loadgen.photos;

import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Session;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Grids of the same photos, cold and warm, in one stream and by one request each, in one run. */
public final class GridRun {
  private final Toolbox tools;
  private final URI hub;
  private final PrintStream out;

  public GridRun(Toolbox tools, URI hub, PrintStream out) {
    this.tools = tools;
    this.hub = hub;
    this.out = out;
  }

  /**
   * @param rounds so often both ways, in turns, each time with content that is new
   * @return whether every thumbnail came
   */
  public boolean run(List<Path> photos, int count, int size, String format, int rounds)
      throws IOException, InterruptedException {
    String user = "photos-" + UUID.randomUUID().toString().substring(0, 8);
    Session session = tools.session(user);
    UUID ns = Await.of(session.createTeamFolder("Photos"));
    PhotoFolder folder = new PhotoFolder(session, ns, photos);
    boolean all = true;
    try (PhotoGrid grid = new PhotoGrid(hub, Await.of(session.token()), size, format)) {
      out.printf("%,d photos, %d px, %s, as %s%n", count, size, format, user);
      // Not counted: the processes that render start with the first request.
      grid.streamed(folder.commit(Math.min(count, 4)));
      out.printf(
          "%-26s %9s %9s %9s %8s %12s %10s%n",
          "", "first ms", "median ms", "last ms", "a second", "thumbnails", "overhead");
      for (int round = 0; round < rounds; round++) {
        List<UUID> files = folder.commit(count);
        all &= shown("one stream, cold", grid.streamed(files), count);
        all &= shown("one stream, warm", grid.streamed(files), count);
        List<UUID> others = folder.commit(count);
        all &= shown("one request each, cold", grid.oneEach(others), count);
        all &= shown("one request each, warm", grid.oneEach(others), count);
      }
    }
    return all;
  }

  private boolean shown(String name, Arrivals arrivals, int count) {
    double lastMillis = arrivals.millis(1);
    out.printf(
        "%-26s %9.1f %9.1f %9.1f %8.1f %,9d kB %8.2f %%%s%n",
        name,
        arrivals.millis(0),
        arrivals.millis(0.5),
        lastMillis,
        arrivals.count() / lastMillis * 1e3,
        arrivals.imageBytes() / 1000,
        100.0 * (arrivals.wireBytes() - arrivals.imageBytes()) / Math.max(1, arrivals.imageBytes()),
        arrivals.refusedCount() == 0 ? "" : "  " + arrivals.refusedCount() + " without thumbnail");
    return arrivals.count() == count;
  }
}
