package io.tidemark.verify;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A connection to Redis for a thread that may wait. */
final class RedisReader implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 15;
  private static final int SCANNED = 500;
  private static final int WAITING_MAX = 100_000;

  private final Vertx vertx;
  private final RedisConnection connection;

  RedisReader(String uri) throws IOException {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    try {
      RedisOptions options =
          new RedisOptions().setConnectionString(uri).setMaxWaitingHandlers(WAITING_MAX);
      connection = await(Redis.createClient(vertx, options).connect());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The answers, in the order of the requests. */
  List<@Nullable Response> batch(List<Request> requests) throws IOException {
    List<@Nullable Response> answers = new ArrayList<>(requests.size());
    answers.addAll(await(connection.batch(requests)));
    return answers;
  }

  /** Takes some keys. */
  interface Keys {
    void accept(List<String> keys) throws SQLException, IOException;
  }

  /** All keys that fit, some at a time; one may come twice. */
  void scan(String pattern, Keys keys) throws SQLException, IOException {
    String cursor = "0";
    do {
      Response answer =
          await(
              connection.send(
                  Request.cmd(Command.SCAN)
                      .arg(cursor)
                      .arg("MATCH")
                      .arg(pattern)
                      .arg("COUNT")
                      .arg(SCANNED)));
      cursor = answer.get(0).toString();
      List<String> found = new ArrayList<>();
      answer.get(1).forEach(key -> found.add(key.toString()));
      if (!found.isEmpty()) {
        keys.accept(found);
      }
    } while (!cursor.equals("0"));
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("Redis: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException("Redis does not answer within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for Redis", e);
    }
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } catch (IOException e) {
      throw new IllegalStateException("event loops do not end", e);
    }
  }
}
