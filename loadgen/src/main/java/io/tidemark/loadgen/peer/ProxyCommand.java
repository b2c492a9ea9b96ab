package io.tidemark.loadgen.peer;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Toolbox;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tidemark load proxy}. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    description = {
      "Stands between devices and a hub, and spoils one delta in so many, or delays one device: to",
      "see that the oracle of the other scenarios finds it. Understands WebSockets on plain http;",
      "everything else passes as it is. Ends with Ctrl-C, or after --seconds."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load proxy --drop 10000",
      "  ./tidemark load proxy --repeat 10000 --port 8181",
      "  ./tidemark load proxy --swap 10000 --url http://127.0.0.1:8081",
      "  ./tidemark load proxy --delay 20000 --device 7"
    })
public final class ProxyCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec command;
  @Mixin private final HubOptions hub = new HubOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "Where devices come to, on 127.0.0.1; 0 for any; default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--drop", paramLabel = "N", description = "One delta in N never arrives.")
  private int drop;

  @Option(names = "--repeat", paramLabel = "N", description = "One delta in N arrives twice.")
  private int repeat;

  @Option(
      names = "--swap",
      paramLabel = "N",
      description = "One delta in N arrives after the one behind it.")
  private int swap;

  @Option(
      names = "--delay",
      paramLabel = "MILLIS",
      description = "All that the hub sends to one device arrives so much later.")
  private int delayMillis;

  @Option(
      names = "--device",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Which connection is delayed, in the order of their coming; default: ${DEFAULT-VALUE}.")
  private int device;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many; 0: never; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() throws InterruptedException {
    int chosen =
        (drop > 0 ? 1 : 0) + (repeat > 0 ? 1 : 0) + (swap > 0 ? 1 : 0) + (delayMillis > 0 ? 1 : 0);
    require(chosen == 1, "expected one of --drop, --repeat, --swap and --delay, each above 0");
    require(port >= 0 && port <= 65_535, "--port must be between 0 and 65535: " + port);
    require(device >= 1, "--device must be at least 1: " + device);
    require(seconds >= 0, "--seconds must not be negative: " + seconds);
    require("http".equals(hub.url().getScheme()), "the proxy speaks plain http only: " + hub.url());
    try (Toolbox tools = new Toolbox(hub.url(), hub.token())) {
      tools.ping();
      Harm harm =
          delayMillis > 0
              ? null
              : drop > 0
                  ? new Harm(Harm.Kind.DROP, drop)
                  : repeat > 0
                      ? new Harm(Harm.Kind.REPEAT, repeat)
                      : new Harm(Harm.Kind.SWAP, swap);
      try (BrokenProxy proxy =
          harm == null
              ? BrokenProxy.delaying(tools.vertx(), hub.url(), port, device, delayMillis)
              : BrokenProxy.harming(tools.vertx(), hub.url(), port, harm)) {
        System.out.println("proxy to " + hub.url() + " at " + proxy.url());
        CountDownLatch end = new CountDownLatch(1);
        if (seconds > 0) {
          tools.vertx().setTimer(seconds * 1_000L, _ -> end.countDown());
        }
        end.await();
        if (harm != null) {
          System.out.printf(
              "%,d deltas passed, %,d spoiled%n", harm.deltas().get(), harm.done().get());
        }
      }
      return 0;
    }
  }

  private void require(boolean met, String otherwise) {
    CommandSpec spec = command;
    if (!met && spec != null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
