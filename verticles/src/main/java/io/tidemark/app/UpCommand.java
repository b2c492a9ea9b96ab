package io.tidemark.app;

import io.tidemark.config.DataFolder;
import io.tidemark.config.DataFolderException;
import io.tidemark.config.Servers;
import io.tidemark.config.SettingException;
import io.tidemark.config.Settings;
import io.tidemark.config.embedded.EmbeddedServerException;
import io.tidemark.config.embedded.EmbeddedServers;
import io.tidemark.tls.Tls;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark up}: runs one node until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs the hub, with its own PostgreSQL, Redis and Kafka where none are configured.",
    footer = {
      "",
      "Examples:",
      "  tidemark up                          on http://127.0.0.1:8080, data under ./.tidemark",
      "  tidemark up --port 0 --data /tmp/hub on any free port, data elsewhere",
      "  tidemark up --tls                    on https, with a certificate for trying out",
      "  tidemark up --set window.millis=1000",
      "  tidemark up --cluster 3              three nodes, on ports 8080, 8081 and 8082",
      "  TIDEMARK_REDIS_URI=redis://10.0.0.5:6379 tidemark up",
      "",
      "Ctrl-C or SIGTERM asks the devices to leave, at a pace, and stops everything; a second one hurries,",
      "a third ends at once (exit code 130 or 143, as of any program that a signal ends).",
      "Exit code 1: could not start; 2: wrong option or setting."
    })
final class UpCommand implements Callable<Integer> {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to serve on; 0: any free one. Default: 8080.")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to serve on. Default: 127.0.0.1.")
  private @Nullable String host;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where everything is kept. Default: ./.tidemark.")
  private @Nullable Path data;

  @Option(
      names = "--cluster",
      paramLabel = "N",
      description = "Start N nodes (2-16) that share the servers, on PORT and those after it.")
  private int nodes = 1;

  @Option(
      names = "--tls",
      description =
          "Serve https and wss, with a certificate that is made for trying out (tls.mode=self).")
  private boolean tls;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any setting (see: tidemark settings); may be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  private StopSignals signals = new StopSignals(new Stopping(new CountDownLatch(1)));

  /** Once it runs. */
  private volatile @Nullable Served running;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @Override
  public Integer call() throws InterruptedException {
    long beginNanos = System.nanoTime();
    Settings settings;
    try {
      settings = Settings.load(System.getenv(), overrides());
      Tls.check(settings.tls());
    } catch (SettingException e) {
      return refuse(2, e.getMessage());
    }
    String wrong = notPossible(settings);
    if (wrong != null) {
      return refuse(2, wrong);
    }
    for (int node = 1; node <= nodes; node++) {
      String inUse = portInUse(settings.http().host(), LocalCluster.port(settings, node));
      if (inUse != null) {
        return refuse(1, inUse);
      }
    }
    CountDownLatch stopRequested = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Duration stopTimeout = STOP_TIMEOUT.plusSeconds(settings.gateway().drainSeconds());
    signals = new StopSignals(new Stopping(stopRequested));
    SignalHandling.listen(signals::received);
    // Before anything is started, so that a Ctrl-C during the start stops what there is by then.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopRequested.countDown();
                  awaitQuietly(stopped, stopTimeout.plusSeconds(20));
                },
                "stop"));
    try {
      return run(settings, beginNanos, stopRequested, stopTimeout);
    } finally {
      stopped.countDown();
    }
  }

  private int run(
      Settings settings, long beginNanos, CountDownLatch stopRequested, Duration stopTimeout)
      throws InterruptedException {
    try (DataFolder folder = DataFolder.open(settings.data().dir())) {
      say("Starting in %s …".formatted(folder.root()));
      boolean isWhole;
      try (EmbeddedServers servers = EmbeddedServers.start(folder, settings.servers());
          Served hub = start(settings, servers.servers(), folder, stopTimeout, stopRequested)) {
        running = hub;
        ready(
            settings,
            hub.urls(),
            servers,
            folder,
            Duration.ofNanos(System.nanoTime() - beginNanos));
        stopRequested.await();
        isWhole = hub.isWhole();
        say("Stopping …");
      }
      say("Stopped. Data is kept in %s.".formatted(folder.root()));
      return isWhole ? signals.exitCode() : 1;
    } catch (DataFolderException | EmbeddedServerException | IOException e) {
      return refuse(1, e.getMessage());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof SettingException wrong) {
        return refuse(2, wrong.getMessage());
      }
      return refuse(1, "the hub did not start: " + cause);
    } catch (TimeoutException e) {
      return refuse(
          1,
          e.getMessage() == null
              ? "the hub did not start within %d s; see the log above"
                  .formatted(START_TIMEOUT.toSeconds())
              : "the hub did not start: " + e.getMessage());
    }
  }

  private Served start(
      Settings settings,
      Servers servers,
      DataFolder folder,
      Duration stopTimeout,
      CountDownLatch stopRequested)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    return nodes == 1
        ? RunningHub.start(settings, servers, folder, START_TIMEOUT, stopTimeout)
        : LocalCluster.start(
            nodes,
            settings,
            overrides(),
            servers,
            folder,
            out,
            START_TIMEOUT,
            stopTimeout,
            stopRequested::countDown);
  }

  private @Nullable String notPossible(Settings settings) {
    if (nodes < 1 || nodes > LocalCluster.NODES_MAX) {
      return "--cluster is %d, expected a number of nodes from 2 to %d"
          .formatted(nodes, LocalCluster.NODES_MAX);
    }
    Settings.ClusterMode mode = settings.cluster().mode();
    if (nodes > 1
        && (mode == Settings.ClusterMode.HOSTS || mode == Settings.ClusterMode.KUBERNETES)) {
      return "--cluster starts all nodes on this machine, but cluster.mode is %s; leave one of them out"
          .formatted(mode.name().toLowerCase(Locale.ROOT));
    }
    return null;
  }

  /** What a signal does, after another. */
  private final class Stopping implements StopSignals.Actions {
    private final CountDownLatch requested;

    Stopping(CountDownLatch requested) {
      this.requested = requested;
    }

    @Override
    public void stop() {
      requested.countDown();
    }

    @Override
    public void hurry() {
      Served hub = running;
      if (hub != null) {
        say("Hurrying; once more ends it at once …");
        hub.hurry();
      }
    }

    /** The servers that were started for this hub are told, too; they end by themselves. */
    @Override
    public void end(int exitCode) {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
      Runtime.getRuntime().halt(exitCode);
    }
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new HashMap<>(set);
    if (port != null) {
      overrides.put("http.port", port.toString());
    }
    if (host != null) {
      overrides.put("http.host", host);
    }
    if (data != null) {
      overrides.put("data.dir", data.toString());
    }
    if (tls) {
      overrides.put("tls.mode", "self");
    }
    return overrides;
  }

  /** Asked before the servers start: three seconds later the answer would be the same. */
  private static @Nullable String portInUse(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return null;
    } catch (IOException e) {
      return "cannot serve on %s port %d: %s; choose another with --port (0: any free one) or --host"
          .formatted(host, port, e.getMessage());
    }
  }

  private void ready(
      Settings settings,
      List<String> urls,
      EmbeddedServers servers,
      DataFolder folder,
      Duration took) {
    String embedded =
        servers.running().isEmpty()
            ? "on your servers"
            : "with its own "
                + String.join(
                    ", ", servers.running().stream().map(server -> server.name()).toList());
    say(
        "Tidemark is ready on %s after %.1f s (%s%s; data in %s)"
            .formatted(
                String.join(", ", urls),
                took.toMillis() / 1000.0,
                urls.size() == 1 ? "" : urls.size() + " nodes ",
                embedded,
                folder.root()));
    String url = urls.getFirst();
    String option = url.equals("http://127.0.0.1:8080") ? "" : " --url " + url;
    if (settings.tls().mode() == Settings.TlsMode.SELF) {
      Path certificate = Tls.selfMadeCertificate(folder);
      option += " --ca " + certificate;
      say("Its certificate is self-made, for trying out. Whether it is believed:");
      say("  curl --cacert %s %s/readyz".formatted(certificate, url));
    }
    say("Try, in another terminal:");
    say("  ./tidemark watch --user alice" + option);
    say("  ./tidemark put README.md --user alice" + option);
    say("  ./tidemark demo" + option);
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  private int refuse(int exitCode, @Nullable String message) {
    err.println("tidemark up: " + message);
    return exitCode;
  }

  private static void awaitQuietly(CountDownLatch latch, Duration most) {
    try {
      boolean done = latch.await(most.toMillis(), TimeUnit.MILLISECONDS);
      if (!done) {
        System.err.println("tidemark up: not everything stopped in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
