package io.tidemark.config.embedded;

import io.tidemark.config.DataFolder;
import io.tidemark.config.Servers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those of the three servers that nobody has configured: started at once, stopped at once. */
public final class EmbeddedServers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

  private final List<EmbeddedServer> running;
  private final Servers servers;

  private EmbeddedServers(List<EmbeddedServer> running, Servers servers) {
    this.running = running;
    this.servers = servers;
  }

  /** Starts all three. */
  public static EmbeddedServers start(DataFolder folder) {
    return start(folder, new Servers("", "", ""));
  }

  /**
   * Starts a server for each address that is empty in {@code configured}.
   *
   * @throws EmbeddedServerException if one does not come up; the others are stopped then
   */
  public static EmbeddedServers start(DataFolder folder, Servers configured) {
    // Before the servers that they use.
    LocalNodes.stopLeftovers(folder);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starts = new ArrayList<Future<EmbeddedServer>>();
      // The slowest first. Where one is configured now, an earlier hub may still have left its own.
      if (configured.kafkaBootstrap().isEmpty()) {
        starts.add(threads.submit(timed(() -> EmbeddedKafka.start(folder))));
      } else {
        threads.execute(() -> EmbeddedKafka.stopLeftover(folder));
      }
      if (configured.postgresUri().isEmpty()) {
        starts.add(threads.submit(timed(() -> EmbeddedPostgres.start(folder))));
      } else {
        threads.execute(() -> EmbeddedPostgres.stopLeftover(folder));
      }
      if (configured.redisUri().isEmpty()) {
        starts.add(threads.submit(timed(() -> EmbeddedRedis.start(folder))));
      } else {
        threads.execute(() -> EmbeddedRedis.stopLeftover(folder));
      }
      List<EmbeddedServer> running = all(starts);
      return new EmbeddedServers(
          running,
          new Servers(
              address(configured.postgresUri(), running, EmbeddedPostgres.class),
              address(configured.redisUri(), running, EmbeddedRedis.class),
              address(configured.kafkaBootstrap(), running, EmbeddedKafka.class)));
    }
  }

  /**
   * Where the servers of a hub are that runs on {@code root} in another process.
   *
   * @param configured those that are not embedded
   */
  public static Servers ofRunningHub(Path root, Servers configured) throws IOException {
    return new Servers(
        configured.postgresUri().isEmpty()
            ? EmbeddedPostgres.noted(root)
            : configured.postgresUri(),
        configured.redisUri().isEmpty() ? EmbeddedRedis.noted(root) : configured.redisUri(),
        configured.kafkaBootstrap().isEmpty()
            ? EmbeddedKafka.noted(root)
            : configured.kafkaBootstrap());
  }

  /** Stops what a killed hub left behind, and starts nothing. */
  public static void stopLeftovers(DataFolder folder) {
    LocalNodes.stopLeftovers(folder);
    EmbeddedPostgres.stopLeftover(folder);
    EmbeddedRedis.stopLeftover(folder);
    EmbeddedKafka.stopLeftover(folder);
  }

  private static Callable<EmbeddedServer> timed(Callable<EmbeddedServer> starter) {
    return () -> {
      long begin = System.nanoTime();
      EmbeddedServer server = starter.call();
      LOG.info(
          "embedded server started server={} address={} pid={} millis={}",
          server.name(),
          server.address(),
          server.pid(),
          (System.nanoTime() - begin) / 1_000_000);
      return server;
    };
  }

  private static List<EmbeddedServer> all(List<Future<EmbeddedServer>> starts) {
    var running = new ArrayList<EmbeddedServer>();
    EmbeddedServerException failure = null;
    for (Future<EmbeddedServer> start : starts) {
      try {
        running.add(start.get());
      } catch (ExecutionException e) {
        failure = merged(failure, e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = merged(failure, e);
      }
    }
    if (failure != null) {
      stop(running);
      throw failure;
    }
    return running;
  }

  private static EmbeddedServerException merged(
      @Nullable EmbeddedServerException first, @Nullable Throwable next) {
    if (first != null) {
      if (next != null) {
        first.addSuppressed(next);
      }
      return first;
    }
    return next instanceof EmbeddedServerException e
        ? e
        : new EmbeddedServerException("an embedded server did not start: " + next, next);
  }

  private static String address(
      String configured, List<EmbeddedServer> running, Class<? extends EmbeddedServer> type) {
    return running.stream()
        .filter(type::isInstance)
        .map(EmbeddedServer::address)
        .findFirst()
        .orElse(configured);
  }

  /** Where all three are, embedded or configured. */
  public Servers servers() {
    return servers;
  }

  /** The embedded ones. */
  public List<EmbeddedServer> running() {
    return running;
  }

  /** Stops them, keeping their data; call it after everything that uses them has stopped. */
  @Override
  public void close() {
    stop(running);
  }

  private static void stop(List<EmbeddedServer> servers) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (EmbeddedServer server : servers) {
        threads.execute(server::close);
      }
    }
  }
}
