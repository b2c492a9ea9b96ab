package io.tidemark.app;

import io.tidemark.cluster.ClusteredVertx;
import io.tidemark.config.DataFolder;
import io.tidemark.config.Servers;
import io.tidemark.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hub with the Vert.x that it runs on, for callers that may wait. */
public final class RunningHub implements Served {
  private static final Logger LOG = LoggerFactory.getLogger(RunningHub.class);

  private final Vertx vertx;
  private final Hub hub;
  private final Duration stopTimeout;

  private RunningHub(Vertx vertx, Hub hub, Duration stopTimeout) {
    this.vertx = vertx;
    this.hub = hub;
    this.stopTimeout = stopTimeout;
  }

  /**
   * Starts a node and waits until it serves.
   *
   * @param servers where PostgreSQL, Redis and Kafka are
   * @throws ExecutionException with the cause, if a part does not start; what had started is
   *     stopped
   */
  public static RunningHub start(
      Settings settings,
      Servers servers,
      DataFolder folder,
      Duration startTimeout,
      Duration stopTimeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    return start(settings, servers, folder, InstantSource.system(), startTimeout, stopTimeout);
  }

  /**
   * The same.
   *
   * @param clock what time it is at this node; it may be another than at others
   */
  public static RunningHub start(
      Settings settings,
      Servers servers,
      DataFolder folder,
      InstantSource clock,
      Duration startTimeout,
      Duration stopTimeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    VertxOptions options =
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(Hub.eventLoops(settings));
    ClusteredVertx joined = join(options, settings.cluster(), folder);
    Vertx vertx = joined == null ? Vertx.vertx(options) : joined.vertx();
    // A thread of its own, so that a part that hangs does not keep the caller for ever.
    FutureTask<Hub> start =
        new FutureTask<>(() -> Hub.start(vertx, joined, settings, servers, folder, clock));
    Thread.ofVirtual().name("tidemark-start").start(start);
    try {
      Hub hub = start.get(startTimeout.toMillis(), TimeUnit.MILLISECONDS);
      return new RunningHub(vertx, hub, stopTimeout);
    } catch (ExecutionException | InterruptedException | TimeoutException | RuntimeException e) {
      await(vertx, stopTimeout);
      throw e;
    }
  }

  /** Null where the node is to be alone. */
  private static @Nullable ClusteredVertx join(
      VertxOptions options, Settings.Cluster cluster, DataFolder folder)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (cluster.mode() == Settings.ClusterMode.OFF) {
      return null;
    }
    byte[] secret =
        cluster.secret().isEmpty()
            ? folder.secret("cluster.key", "")
            : cluster.secret().getBytes(StandardCharsets.UTF_8);
    return ClusteredVertx.join(options, cluster, secret);
  }

  /** Where it serves, for instance {@code http://127.0.0.1:8080}. */
  public String url() {
    return hub.url();
  }

  @Override
  public List<String> urls() {
    return List.of(url());
  }

  @Override
  public void hurry() {
    hub.hurry();
  }

  @Override
  public void close() {
    try {
      hub.stop()
          .toCompletionStage()
          .toCompletableFuture()
          .get(stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("hub did not stop in order reason={}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    await(vertx, stopTimeout);
  }

  private static void await(Vertx vertx, Duration most) {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("event loops did not stop in time reason={}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
