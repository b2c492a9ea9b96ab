package io.tidemark.app;

import io.tidemark.config.DataFolder;
import io.tidemark.config.Servers;
import io.tidemark.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hub with the Vert.x that it runs on, for callers that may wait. */
public final class RunningHub implements AutoCloseable {
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
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Hub.eventLoops(settings)));
    // A thread of its own, so that a part that hangs does not keep the caller for ever.
    FutureTask<Hub> start = new FutureTask<>(() -> Hub.start(vertx, settings, servers, folder));
    Thread.ofVirtual().name("tidemark-start").start(start);
    try {
      Hub hub = start.get(startTimeout.toMillis(), TimeUnit.MILLISECONDS);
      return new RunningHub(vertx, hub, stopTimeout);
    } catch (ExecutionException | InterruptedException | TimeoutException | RuntimeException e) {
      await(vertx, stopTimeout);
      throw e;
    }
  }

  /** Where it serves, for instance {@code http://127.0.0.1:8080}. */
  public String url() {
    return hub.url();
  }

  /** Whoever is still connected is asked to leave now, whether the end has begun or not. */
  public void hurry() {
    hub.hurry();
  }

  /** Drains the devices, finishes what was begun and stops; never throws. */
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
