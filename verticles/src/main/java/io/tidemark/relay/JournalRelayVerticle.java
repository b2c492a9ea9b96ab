package io.tidemark.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.journal.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Runs the relay on a thread of its own, for JDBC blocks. One for each node; one of them all has
 * the slot.
 */
public final class JournalRelayVerticle extends VerticleBase {
  private static final long STOP_MILLIS = 10_000;

  private final RelaySettings settings;
  private final RedisLink redis;
  private final RelayMetrics metrics;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread thread;

  public JournalRelayVerticle(RelaySettings settings, RedisLink redis, MeterRegistry registry) {
    this.settings = settings;
    this.redis = redis;
    this.metrics = new RelayMetrics(registry);
  }

  /** Whether this node's relay has the slot and reads the log. */
  public boolean isActive() {
    return metrics.active.get() == 1;
  }

  @Override
  public Future<?> start() {
    TailWriter tails = new TailWriter(vertx, redis, settings, metrics);
    thread =
        Thread.ofPlatform()
            .name("tidemark-relay")
            .daemon()
            .start(new Relay(settings, tails, metrics, stopped));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped.countDown();
    Thread running = thread;
    if (running == null) {
      return Future.succeededFuture();
    }
    Callable<Void> join =
        () -> {
          running.join(STOP_MILLIS);
          // Past that it hangs in a call to a server that is gone.
          running.interrupt();
          return null;
        };
    return vertx.executeBlocking(join, false);
  }
}
