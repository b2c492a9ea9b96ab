package io.tidemark.relay;

import io.tidemark.flow.FolderChange;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.RedisLink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Redis of what Kafka has: heads and tails, one batch after the other, so that under load the
 * batches grow. Redis away or slow never holds up the relay: what does not fit is dropped and
 * counted, and the tail begins anew by itself.
 */
final class TailWriter {
  private static final Logger LOG = LoggerFactory.getLogger(TailWriter.class);
  private static final int QUEUE_MAX = 10_000;
  private static final int BATCH_MAX = 512;
  private static final int HEADS_SECONDS = 5;

  private final Context context;
  private final RedisLink redis;
  private final TailScript script;
  private final RelayMetrics metrics;
  private final ConcurrentLinkedQueue<FolderChange> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicBoolean writing = new AtomicBoolean();

  TailWriter(Vertx vertx, RedisLink redis, RelaySettings settings, RelayMetrics metrics) {
    this.context = vertx.getOrCreateContext();
    this.redis = redis;
    this.script = new TailScript(redis, settings);
    this.metrics = metrics;
  }

  /** Returns at once; from any thread, changes of one namespace in order. */
  void offer(FolderChange change) {
    if (!redis.isConnected() || queued.get() >= QUEUE_MAX) {
      metrics.tailsDropped.increment();
      return;
    }
    queued.incrementAndGet();
    queue.add(change);
    writeSoon();
  }

  private void writeSoon() {
    if (writing.compareAndSet(false, true)) {
      context.runOnContext(_ -> write());
    }
  }

  private void write() {
    Map<UUID, List<FolderChange>> batch = new LinkedHashMap<>();
    int count = 0;
    for (; count < BATCH_MAX; count++) {
      FolderChange next = queue.poll();
      if (next == null) {
        break;
      }
      batch.computeIfAbsent(next.ns(), _ -> new ArrayList<>(1)).add(next);
    }
    queued.addAndGet(-count);
    int written = count;
    List<Request> requests = new ArrayList<>(batch.size());
    batch.forEach((ns, changes) -> requests.add(script.append(ns, changes)));
    redis
        .batch(requests)
        .onFailure(failure -> {
          metrics.tailsDropped.increment(written);
          LOG.debug("tails dropped changes={} cause={}", written, failure.getMessage());
        })
        .eventually(() -> {
          writing.set(false);
          if (!queue.isEmpty()) {
            writeSoon();
          }
          return Future.succeededFuture();
        });
  }

  /**
   * The heads of those namespaces that Redis knows; none if it is away. Blocks: for the relay's
   * thread.
   */
  Map<UUID, JournalMemory.Head> heads(List<UUID> namespaces) throws InterruptedException {
    try {
      Response values =
          redis
              .send(TailScript.heads(namespaces))
              .toCompletionStage()
              .toCompletableFuture()
              .get(HEADS_SECONDS, TimeUnit.SECONDS);
      return TailScript.heads(namespaces, values);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("rescan without heads from redis cause={}", e.toString());
      return Map.of();
    }
  }
}
