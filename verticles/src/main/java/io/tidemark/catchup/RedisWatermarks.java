package io.tidemark.catchup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.catchup.PendingWatermarks.Device;
import io.tidemark.config.RedisKeys;
import io.tidemark.config.Resources;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.journal.RedisLink;
import io.tidemark.journal.RedisScript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watermarks in Redis, one hash for each device, written in batches. While Redis is away they wait,
 * up to a limit; beyond it the newcomers are dropped and counted, for a device that comes back with
 * an older watermark only gets a little twice.
 */
public final class RedisWatermarks implements WatermarkStore {
  private static final Logger LOG = LoggerFactory.getLogger(RedisWatermarks.class);
  private static final int DEVICES_PER_BATCH = 1_000;

  private final RedisLink redis;
  private final RedisScript raise;
  private final int queueLimit;
  private final long retentionSeconds;
  private final Counter dropped;
  private final Counter writes;
  private final Object lock = new Object();
  // All three guarded by lock: puts come from every event loop.
  private PendingWatermarks waiting;
  private PendingWatermarks writing;
  private @Nullable Future<Void> write;

  /**
   * @param queueLimit how many watermarks may wait to be written
   */
  public RedisWatermarks(
      Vertx vertx,
      RedisLink redis,
      int flushMillis,
      int queueLimit,
      Duration retention,
      MeterRegistry registry) {
    this.redis = redis;
    this.raise = redis.script(Resources.text(RedisWatermarks.class, "watermarks_raise.lua"));
    this.queueLimit = queueLimit;
    this.retentionSeconds = retention.toSeconds();
    this.waiting = new PendingWatermarks(queueLimit);
    this.writing = new PendingWatermarks(queueLimit);
    this.dropped =
        Counter.builder("watermarks.dropped")
            .description("Watermarks that found no room to wait for Redis")
            .register(registry);
    this.writes =
        Counter.builder("watermarks.written")
            .description("Watermarks that Redis has")
            .register(registry);
    vertx.setPeriodic(flushMillis, _ -> tick());
  }

  @Override
  public void put(String user, String device, UUID ns, long seq) {
    boolean taken;
    synchronized (lock) {
      taken = waiting.raise(new Device(user, device), ns, seq);
    }
    if (!taken) {
      dropped.increment();
    }
  }

  @Override
  public Future<Map<UUID, Long>> get(String user, String device) {
    return redis
        .send(Request.cmd(Command.HGETALL).arg(RedisKeys.watermarks(user, device)))
        .map(stored -> {
          Map<UUID, Long> watermarks = stored(stored);
          Device asked = new Device(user, device);
          synchronized (lock) {
            writing.of(asked).forEach((ns, seq) -> watermarks.merge(ns, seq, Math::max));
            waiting.of(asked).forEach((ns, seq) -> watermarks.merge(ns, seq, Math::max));
          }
          return watermarks;
        });
  }

  @Override
  public Future<Void> flush() {
    // What is being written now may have been begun before the last put: wait, then write the rest.
    Future<Void> running;
    synchronized (lock) {
      running = write;
    }
    return running == null ? write() : running.eventually(this::write);
  }

  private void tick() {
    if (redis.isConnected()) {
      // It logs and counts its failures itself.
      var _ = write();
    }
  }

  /** Writes all that waits, unless a write is under way: then that one. */
  private Future<Void> write() {
    PendingWatermarks batch;
    // Others must find it before it is begun, so it cannot be the future of the beginning.
    Promise<Void> done = Promise.promise();
    synchronized (lock) {
      if (write != null) {
        return write;
      }
      if (waiting.count() == 0) {
        return Future.succeededFuture();
      }
      batch = waiting;
      writing = batch;
      waiting = new PendingWatermarks(queueLimit);
      write = done.future();
    }
    send(requests(batch), 0)
        .onSuccess(_ -> writes.increment(batch.count()))
        .onFailure(failure -> LOG.warn("watermarks wait cause='{}'", failure.getMessage()))
        .onComplete(result -> {
          written(batch, result.failed());
          // Not written is no failure of those who flush: it is tried again by itself.
          done.complete();
        });
    return done.future();
  }

  private void written(PendingWatermarks batch, boolean failed) {
    int lost = 0;
    synchronized (lock) {
      write = null;
      writing = new PendingWatermarks(queueLimit);
      if (failed) {
        for (var device : batch.all().entrySet()) {
          for (var watermark : device.getValue().entrySet()) {
            if (!waiting.raise(device.getKey(), watermark.getKey(), watermark.getValue())) {
              lost++;
            }
          }
        }
      }
    }
    dropped.increment(lost);
  }

  private List<Request> requests(PendingWatermarks batch) {
    List<Request> requests = new ArrayList<>(batch.all().size());
    batch
        .all()
        .forEach((device, seqs) -> {
          String key = RedisKeys.watermarks(device.user(), device.device());
          Request request = raise.on(List.of(key)).arg(retentionSeconds);
          seqs.forEach((ns, seq) -> request.arg(ns.toString()).arg(seq));
          requests.add(request);
        });
    return requests;
  }

  private Future<Void> send(List<Request> requests, int from) {
    if (from >= requests.size()) {
      return Future.succeededFuture();
    }
    int to = Math.min(requests.size(), from + DEVICES_PER_BATCH);
    return redis.batch(requests.subList(from, to)).compose(_ -> send(requests, to));
  }

  private static Map<UUID, Long> stored(@Nullable Response hash) {
    Map<UUID, Long> watermarks = new HashMap<>();
    if (hash != null) {
      for (String ns : hash.getKeys()) {
        watermarks.put(UUID.fromString(ns), hash.get(ns).toLong());
      }
    }
    return watermarks;
  }
}
