package io.tidemark.commit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane's own connection, on the lane's event loop; made anew when it was lost. */
final class LaneConnection {
  private static final Logger LOG = LoggerFactory.getLogger(LaneConnection.class);

  /** More than one flight has statements. */
  private static final int PIPELINED = 64;

  /** A server that accepts and says nothing more is as good as away. */
  private static final int CONNECT_MILLIS = 3_000;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private @Nullable Future<PgConnection> current;

  LaneConnection(Vertx vertx, String postgresUri) {
    this.vertx = vertx;
    this.options =
        PgConnectOptions.fromUri(postgresUri)
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(64)
            .setPipeliningLimit(PIPELINED)
            .addProperty("application_name", "tidemark-commit")
            .addProperty("lock_timeout", "5000")
            .addProperty("statement_timeout", "7000")
            // A node that is stopped within a transaction must not keep its namespaces locked.
            .addProperty("idle_in_transaction_session_timeout", "4000")
            // Every statement of a lane finds few rows by an index. A plan that was made while a
            // table was small, and is kept, must not read that table from end to end later.
            .addProperty("plan_cache_mode", "force_generic_plan")
            .addProperty("enable_seqscan", "off")
            .addProperty("enable_hashjoin", "off")
            .addProperty("enable_mergejoin", "off")
            .addProperty("jit", "off");
  }

  Future<PgConnection> get() {
    Future<PgConnection> ready = current;
    if (ready == null || ready.failed()) {
      ready = connect();
      current = ready;
      watch(ready);
    }
    return ready;
  }

  private Future<PgConnection> connect() {
    Future<PgConnection> connecting = PgConnection.connect(vertx, options);
    Future<PgConnection> inTime = connecting.timeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
    connecting.onSuccess(made -> {
      if (inTime.failed()) {
        made.close(); // Too late: the next attempt has begun.
      }
    });
    return inTime;
  }

  /** Drops a connection of which nothing good can be expected; what it had begun is rolled back. */
  void reset() {
    if (current != null) {
      current.onSuccess(PgConnection::close);
      current = null;
    }
  }

  private void watch(Future<PgConnection> made) {
    made.onSuccess(connection -> {
      connection.exceptionHandler(
          failure -> LOG.warn("lane connection failed reason='{}'", failure.getMessage()));
      connection.closeHandler(closed -> {
        LOG.info("lane connection closed");
        if (made.equals(current)) {
          current = null;
        }
      });
    });
  }

  Future<Void> close() {
    return current == null
        ? Future.succeededFuture()
        : current.compose(PgConnection::close).otherwiseEmpty();
  }
}
