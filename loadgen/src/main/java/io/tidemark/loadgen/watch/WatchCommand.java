package io.tidemark.loadgen.watch;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.cli.WayConverter;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.device.Fleet;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.loadgen.device.Way;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./tidemark watch}. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what is pushed to a user's device, a line for each change, until Ctrl-C.",
      "Comes back by itself when the connection is lost."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark watch --user alice",
      "  ./tidemark watch --user alice --device laptop --transport longpoll",
      "  ./tidemark watch --user alice --url http://127.0.0.1:9000"
    })
public final class WatchCommand implements Callable<Integer> {
  @Mixin private final HubOptions hub = new HubOptions();

  @Option(names = "--user", required = true, paramLabel = "USER", description = "Whose changes.")
  private String user = "";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "watch",
      description =
          "As which device: the hub remembers how far it has seen; default: ${DEFAULT-VALUE}.")
  private String device = "";

  @Option(
      names = "--transport",
      paramLabel = "ws|sse|longpoll",
      defaultValue = "ws",
      converter = WayConverter.class,
      description = "By WebSocket, server-sent events or long-poll; default: ${DEFAULT-VALUE}.")
  private Way way = Way.WEB_SOCKET;

  @Option(names = "--sse", description = "The same as --transport sse.")
  private boolean sse;

  @Override
  public Integer call() throws InterruptedException {
    try (Toolbox tools = new Toolbox(hub.url(), hub.token())) {
      tools.ping();
      Await.of(tools.session(user).token());
      Fleet fleet =
          new Fleet(
              tools.vertx(), hub.url(), KnownChanges.forgotten(), 1, TimeUnit.DAYS.toMicros(1), 1);
      CountDownLatch interrupted = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(interrupted, closed), "watch-end"));
      Way by = sse ? Way.EVENT_STREAM : way;
      Await.of(fleet.add(device, tools.session(user), by, new WatchPrinter(System.out)));
      interrupted.await();
      // The last acknowledgement goes out, so that the next watch begins here.
      Await.of(fleet.stop());
      closed.countDown();
      return 0;
    }
  }

  private static void end(CountDownLatch interrupted, CountDownLatch closed) {
    interrupted.countDown();
    try {
      if (!closed.await(3, TimeUnit.SECONDS)) {
        System.err.println("tidemark watch: could not say good-bye to the hub");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
