package io.tidemark.journal;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's one connection to Redis, pipelined, and made again whenever it is lost. While it is
 * away every call fails at once: what Redis holds is a copy, so callers go to the original.
 */
public final class RedisLink {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final int CONNECT_MILLIS = 2_000;

  /** A Redis that has not answered in this time is treated as away, and its connection as dead. */
  private static final int ANSWER_MILLIS = 3_000;

  private static final int BACKOFF_MIN_MILLIS = 50;
  private static final int BACKOFF_MAX_MILLIS = 2_000;

  /** Commands on their way; those beyond are refused. */
  private static final int PIPELINED_MAX = 100_000;

  private final Vertx vertx;
  private final Context context;
  private final Redis client;
  private final List<RedisScript> scripts = new CopyOnWriteArrayList<>();
  private volatile @Nullable RedisConnection connection;
  private volatile boolean closed;
  private int backoffMillis = BACKOFF_MIN_MILLIS;

  private RedisLink(Vertx vertx, String redisUri) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.client =
        Redis.createClient(
            vertx,
            new RedisOptions()
                .setConnectionString(redisUri)
                .setMaxPoolSize(1)
                .setMaxWaitingHandlers(PIPELINED_MAX)
                .setNetClientOptions(
                    new NetClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setTcpNoDelay(true)
                        .setTcpKeepAlive(true)));
  }

  /**
   * Begins to connect; Redis need not be there.
   *
   * @param redisUri {@code redis://host:port}
   */
  public static RedisLink open(Vertx vertx, String redisUri) {
    RedisLink link = new RedisLink(vertx, redisUri);
    link.context.runOnContext(_ -> link.connect());
    return link;
  }

  /** Makes a script known to Redis, now and after each reconnect. */
  public RedisScript script(String lua) {
    RedisScript script = RedisScript.of(lua);
    scripts.add(script);
    RedisConnection now = connection;
    if (now != null) {
      load(now, script);
    }
    return script;
  }

  public Future<Response> send(Request request) {
    RedisConnection now = connection;
    return now == null ? away() : guarded(now, now.send(request));
  }

  /** Sends all in one go; the answers come in the same order. One error answer fails the whole. */
  public Future<List<Response>> batch(List<Request> requests) {
    RedisConnection now = connection;
    if (requests.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return now == null ? away() : guarded(now, now.batch(requests));
  }

  public Future<Void> ping() {
    return send(Request.cmd(Command.PING)).mapEmpty();
  }

  public boolean isConnected() {
    return connection != null;
  }

  public Future<Void> close() {
    closed = true;
    connection = null;
    return client.close();
  }

  private void connect() {
    if (closed) {
      return;
    }
    client.connect().onSuccess(this::connected).onFailure(this::connectLater);
  }

  private void connected(RedisConnection made) {
    made.exceptionHandler(failure -> lost(made, failure.toString()));
    made.endHandler(_ -> lost(made, "closed"));
    scripts.forEach(script -> load(made, script));
    guarded(made, made.send(Request.cmd(Command.PING)))
        .onSuccess(_ -> {
          connection = made;
          backoffMillis = BACKOFF_MIN_MILLIS;
          LOG.info("redis connected");
        })
        .onFailure(failure -> {
          made.close();
          connectLater(failure);
        });
  }

  private void load(RedisConnection to, RedisScript script) {
    to.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text()))
        .onFailure(failure -> LOG.warn("redis script not loaded cause={}", failure.getMessage()));
  }

  private void connectLater(Throwable cause) {
    if (closed) {
      return;
    }
    LOG.debug("redis away retryMillis={} cause={}", backoffMillis, cause.getMessage());
    vertx.setTimer(backoffMillis, _ -> context.runOnContext(_ -> connect()));
    backoffMillis = Math.min(BACKOFF_MAX_MILLIS, backoffMillis * 2);
  }

  private void lost(RedisConnection which, String cause) {
    context.runOnContext(_ -> {
      if (which.equals(connection)) {
        connection = null;
        LOG.warn("redis connection lost cause={}", cause);
        which.close();
        connectLater(new IllegalStateException(cause));
      }
    });
  }

  private <T> Future<T> guarded(RedisConnection on, Future<T> answer) {
    return answer
        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(failure -> {
          if (failure instanceof TimeoutException) {
            lost(on, "no answer in " + ANSWER_MILLIS + " ms");
          } else if (isForgottenScript(failure)) {
            // SCRIPT FLUSH was called: a new connection brings the scripts again.
            lost(on, "scripts forgotten");
          }
        });
  }

  private static boolean isForgottenScript(Throwable failure) {
    return failure.getMessage() != null && failure.getMessage().contains("NOSCRIPT");
  }

  private static <T> Future<T> away() {
    return Future.failedFuture(
        Problem.retry(ProblemCode.UNAVAILABLE, "Redis cannot be reached just now", 1));
  }
}
