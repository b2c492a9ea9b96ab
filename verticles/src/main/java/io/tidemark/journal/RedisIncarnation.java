package io.tidemark.journal;

import io.tidemark.config.RedisKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that Redis was flushed or replaced: one key holds a random value that the first node to
 * miss it sets. Another value than before is another Redis, and each node then writes again what it
 * knows.
 */
public final class RedisIncarnation {
  private static final Logger LOG = LoggerFactory.getLogger(RedisIncarnation.class);
  private static final int CHECK_MILLIS = 1_000;
  private static final long KEPT_SECONDS = Duration.ofDays(30).toSeconds();

  private final Vertx vertx;
  private final RedisLink redis;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private @Nullable String known;
  private boolean away;
  private boolean checking;
  private long timer;

  /** Told that Redis may lack something; on an event loop, and it must not block. */
  public interface Listener {

    /**
     * @param flushed whether it lacks everything, or only what happened while it was away
     */
    void back(boolean flushed);
  }

  public RedisIncarnation(Vertx vertx, RedisLink redis) {
    this.vertx = vertx;
    this.redis = redis;
  }

  /** Before {@link #start}. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public void start() {
    timer = vertx.setPeriodic(CHECK_MILLIS, _ -> check());
  }

  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void check() {
    if (checking) {
      return;
    }
    checking = true;
    redis
        .batch(
            List.of(
                Request.cmd(Command.SET)
                    .arg(RedisKeys.INCARNATION)
                    .arg(UUID.randomUUID().toString())
                    .arg("NX")
                    .arg("EX")
                    .arg(KEPT_SECONDS),
                Request.cmd(Command.GETEX).arg(RedisKeys.INCARNATION).arg("EX").arg(KEPT_SECONDS)))
        .onComplete(answers -> {
          checking = false;
          if (answers.failed()) {
            away = true;
          } else {
            answered(answers.result().getLast());
          }
        });
  }

  private void answered(@Nullable Response value) {
    if (value == null) {
      return; // Gone between the two commands: the next check sees it.
    }
    String found = value.toString();
    boolean flushed = known != null && !found.equals(known);
    if (flushed) {
      LOG.warn("redis was flushed or replaced, what is known here is written again");
    }
    boolean tell = flushed || away;
    known = found;
    away = false;
    if (tell) {
      listeners.forEach(listener -> listener.back(flushed));
    }
  }
}
