package io.tidemark.app;

import io.tidemark.config.DataFolder;
import io.tidemark.config.DataFolderException;
import io.tidemark.config.SettingException;
import io.tidemark.config.Settings;
import io.tidemark.config.embedded.EmbeddedServers;
import io.tidemark.config.embedded.LocalNodes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One of the nodes that {@code tidemark up --cluster} starts, each as a process of its own.
 *
 * <p>It serves as long as its standard input is open. Where that ends without a signal, whoever had
 * started it is gone: it stops, and the last of the nodes stops the servers that they shared.
 */
@Command(name = "node", hidden = true, description = "A node of tidemark up --cluster.")
final class NodeCommand implements Callable<Integer> {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

  @Option(names = "--name", required = true)
  private String name = "";

  @Option(names = "--data", required = true)
  private Path data = Path.of("");

  @Option(names = "--set")
  private Map<String, String> set = new LinkedHashMap<>();

  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private StopSignals signals = new StopSignals(new Stopping());
  private volatile @Nullable RunningHub running;
  private volatile boolean abandoned;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings;
    try {
      settings = Settings.load(System.getenv(), set);
    } catch (SettingException e) {
      return refuse(2, String.valueOf(e.getMessage()));
    }
    Duration stopTimeout = STOP_TIMEOUT.plusSeconds(settings.gateway().drainSeconds());
    signals = new StopSignals(new Stopping());
    SignalHandling.listen(signals::received);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitStop(stopTimeout), "stop"));
    Thread.ofVirtual().name("lifeline").start(this::watchLifeline);
    try {
      return run(settings, stopTimeout);
    } finally {
      stopped.countDown();
    }
  }

  private int run(Settings settings, Duration stopTimeout) throws InterruptedException {
    try (DataFolder folder = DataFolder.shared(data)) {
      try (RunningHub hub =
          RunningHub.start(settings, settings.servers(), folder, START_TIMEOUT, stopTimeout)) {
        running = hub;
        System.out.println("serves on " + hub.url());
        System.out.flush();
        stopRequested.await();
        if (abandoned) {
          hub.hurry();
        }
      }
    } catch (DataFolderException e) {
      return refuse(1, String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      return refuse(1, "did not start: " + (e.getCause() == null ? e : e.getCause()));
    } catch (TimeoutException e) {
      return refuse(
          1, "did not start in time" + (e.getMessage() == null ? "" : ": " + e.getMessage()));
    } finally {
      if (abandoned) {
        stopServers();
      }
    }
    return signals.exitCode();
  }

  /** What a signal does, after another. */
  private final class Stopping implements StopSignals.Actions {
    @Override
    public void stop() {
      stopRequested.countDown();
    }

    @Override
    public void hurry() {
      RunningHub hub = running;
      if (hub != null) {
        hub.hurry();
      }
    }

    @Override
    public void end(int exitCode) {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  private void watchLifeline() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said: only the end counts.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    abandoned = stopRequested.getCount() > 0;
    stopRequested.countDown();
  }

  /** Whoever has the folder now does it: one of the nodes, or the next hub. */
  private void stopServers() {
    try (DataFolder folder = DataFolder.open(data)) {
      LocalNodes.forget(folder, name);
      EmbeddedServers.stopLeftovers(folder);
    } catch (DataFolderException.InUse e) {
      System.err.println("another process stops the servers");
    } catch (IOException e) {
      System.err.println("the servers are left running: " + e);
    }
  }

  private void awaitStop(Duration stopTimeout) {
    stopRequested.countDown();
    try {
      if (!stopped.await(stopTimeout.toSeconds() + 20, TimeUnit.SECONDS)) {
        System.err.println("not everything stopped in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int refuse(int exitCode, String message) {
    System.err.println(message);
    return exitCode;
  }
}
