package io.tidemark.catchup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.catchup.PendingWatermarks.Departure;
import io.tidemark.config.RedisKeys;
import io.tidemark.config.Resources;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.DeviceState;
import io.tidemark.flow.Watermark;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.journal.RedisLink;
import io.tidemark.journal.RedisScript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watermarks in Redis, one hash for each device, and a list of each user's devices, written in
 * batches. While Redis is away they wait, up to a limit; beyond it the newcomers are dropped and
 * counted, for a device that comes back with an older watermark only gets a little twice.
 */
public final class RedisWatermarks implements WatermarkStore {
  private static final Logger LOG = LoggerFactory.getLogger(RedisWatermarks.class);
  private static final int REQUESTS_PER_BATCH = 1_000;

  /** Beyond, those that were not seen for longest are forgotten. */
  private static final int DEVICES_PER_USER = 500;

  private final RedisLink redis;
  private final RedisScript raise;
  private final RedisScript forget;
  private final RedisScript devices;
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
    this.forget = redis.script(Resources.text(RedisWatermarks.class, "watermarks_forget.lua"));
    this.devices = redis.script(Resources.text(RedisWatermarks.class, "devices_read.lua"));
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
  public void put(DeviceName device, UUID ns, Watermark watermark) {
    boolean taken;
    synchronized (lock) {
      taken = waiting.raise(device, ns, watermark);
    }
    countUnless(taken);
  }

  @Override
  public void seen(DeviceName device, DevicePresence presence) {
    boolean taken;
    synchronized (lock) {
      taken = waiting.see(device, presence);
    }
    countUnless(taken);
  }

  @Override
  public void forget(String user, UUID ns) {
    boolean taken;
    synchronized (lock) {
      taken = waiting.depart(new Departure(user, ns));
    }
    countUnless(taken);
  }

  private void countUnless(boolean taken) {
    if (!taken) {
      dropped.increment();
    }
  }

  @Override
  public Future<Map<UUID, Watermark>> get(DeviceName device) {
    return redis
        .send(
            Request.cmd(Command.HGETALL).arg(RedisKeys.watermarks(device.user(), device.device())))
        .map(stored -> {
          Map<UUID, Watermark> watermarks = StoredDevices.watermarks(stored);
          synchronized (lock) {
            for (PendingWatermarks pending : List.of(writing, waiting)) {
              pending
                  .watermarks(device)
                  .forEach((ns, watermark) -> watermarks.merge(ns, watermark, Watermark::later));
            }
          }
          return watermarks;
        });
  }

  @Override
  public Future<List<DeviceState>> devices(UUID ns, List<String> users) {
    List<Request> requests = new ArrayList<>(users.size());
    for (String user : users) {
      requests.add(
          devices
              .on(List.of(RedisKeys.devices(user)))
              .arg(RedisKeys.watermarks(user, ""))
              .arg(ns.toString()));
    }
    return redis
        .batch(requests)
        .map(answers -> {
          List<DeviceState> found = new ArrayList<>();
          for (int index = 0; index < users.size(); index++) {
            StoredDevices.addDevices(users.get(index), answers.get(index), found);
          }
          return found;
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
      if (waiting.isEmpty()) {
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
    int lost;
    synchronized (lock) {
      write = null;
      writing = new PendingWatermarks(queueLimit);
      lost = failed ? waiting.returned(batch) : 0;
    }
    dropped.increment(lost);
  }

  private List<Request> requests(PendingWatermarks batch) {
    List<Request> requests = new ArrayList<>(batch.devices().size() + batch.departures().size());
    batch.devices().forEach((device, pending) -> requests.add(request(device, pending)));
    // After the rest: what was put before its user left is to go too.
    batch
        .departures()
        .forEach(departure ->
            requests.add(
                forget
                    .on(List.of(RedisKeys.devices(departure.user())))
                    .arg(RedisKeys.watermarks(departure.user(), ""))
                    .arg(departure.ns().toString())));
    return requests;
  }

  private Request request(DeviceName device, PendingWatermarks.OfDevice pending) {
    DevicePresence presence = pending.presence();
    Request request =
        raise
            .on(
                List.of(
                    RedisKeys.watermarks(device.user(), device.device()),
                    RedisKeys.devices(device.user())))
            .arg(retentionSeconds)
            .arg(DEVICES_PER_USER)
            .arg(RedisKeys.watermarks(device.user(), ""))
            .arg(device.device())
            .arg(presence == null ? "" : presence.kind().name())
            .arg(presence == null ? "" : presence.transport())
            .arg(presence == null ? "" : presence.session());
    pending
        .watermarks()
        .forEach((ns, watermark) ->
            request
                .arg(ns.toString())
                .arg(watermark.epoch())
                .arg(watermark.joinedMicros())
                .arg(watermark.seq()));
    return request;
  }

  private Future<Void> send(List<Request> requests, int from) {
    if (from >= requests.size()) {
      return Future.succeededFuture();
    }
    int to = Math.min(requests.size(), from + REQUESTS_PER_BATCH);
    return redis.batch(requests.subList(from, to)).compose(_ -> send(requests, to));
  }
}
