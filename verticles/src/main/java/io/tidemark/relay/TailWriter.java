package io.tidemark.relay;

import io.tidemark.config.RedisKeys;
import io.tidemark.config.Resources;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import io.tidemark.journal.RedisLink;
import io.tidemark.journal.RedisScript;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final RedisScript append;
  private final int tailEntries;
  private final int tailSeconds;
  private final RelayMetrics metrics;
  private final ConcurrentLinkedQueue<FolderChange> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicBoolean writing = new AtomicBoolean();

  TailWriter(Vertx vertx, RedisLink redis, RelaySettings settings, RelayMetrics metrics) {
    this.context = vertx.getOrCreateContext();
    this.redis = redis;
    this.append = redis.script(Resources.text(TailWriter.class, "tail_append.lua"));
    this.tailEntries = settings.tailEntries();
    this.tailSeconds = settings.tailSeconds();
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
    batch.forEach((ns, changes) -> requests.add(request(ns, changes)));
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

  private Request request(UUID ns, List<FolderChange> changes) {
    Request request =
        append
            .on(List.of(RedisKeys.head(ns), RedisKeys.tail(ns)))
            .arg(changes.getLast().epoch())
            .arg(tailEntries)
            .arg(tailSeconds);
    for (FolderChange change : changes) {
      request.arg(change.from()).arg(change.to()).arg(FolderChangeCodec.encode(change));
    }
    return request;
  }

  /** A namespace's epoch and newest {@code seq} as Redis has them. */
  record Head(int epoch, long seq) {}

  /**
   * The heads of those namespaces that Redis knows; none if it is away. Blocks: for the relay's
   * thread.
   */
  Map<UUID, Head> heads(List<UUID> namespaces) throws InterruptedException {
    Request request = Request.cmd(Command.MGET);
    namespaces.forEach(ns -> request.arg(RedisKeys.head(ns)));
    Map<UUID, Head> heads = new HashMap<>();
    try {
      Response values =
          redis
              .send(request)
              .toCompletionStage()
              .toCompletableFuture()
              .get(HEADS_SECONDS, TimeUnit.SECONDS);
      for (int index = 0; index < namespaces.size(); index++) {
        Response value = values.get(index);
        String text = value == null ? "" : value.toString();
        int colon = text.indexOf(':');
        if (colon > 0) {
          int epoch = Integer.parseInt(text, 0, colon, 10);
          long seq = Long.parseLong(text, colon + 1, text.length(), 10);
          heads.put(namespaces.get(index), new Head(epoch, seq));
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("rescan without heads from redis cause={}", e.toString());
    }
    return heads;
  }
}
