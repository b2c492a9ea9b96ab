package io.tidemark.journal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The node's connections to PostgreSQL. A server that goes away costs the calls of that time, each
 * failing as {@link DatabaseFailures} says; the pool makes new connections when it is back.
 */
public final class Database {
  private static final int CONNECT_MILLIS = 5_000;

  /** Waiting longer than this for a connection is an outage, and the caller is told so. */
  private static final int ACQUIRE_SECONDS = 5;

  /** A server that has not answered a statement in this time is taken for away. */
  private static final int ANSWER_SECONDS = 8;

  /** Sent and not even confirmed by the other system: the network is gone, so is the connection. */
  private static final int UNCONFIRMED_MILLIS = 10_000;

  /** A connection that brought nothing for so long may be dead without our having been told. */
  private static final int SILENT_SECONDS = 20;

  private static final int WAITING_MAX = 20_000;
  private static final int PIPELINED_MAX = 64;
  private static final int STATEMENTS_CACHED = 256;

  private final Pool pool;
  private final LongAdder queries = new LongAdder();

  private Database(Pool pool) {
    this.pool = pool;
  }

  /**
   * Makes the pool; connections come with the first use, so the server need not be there yet.
   *
   * @param postgresUri {@code postgresql://user:password@host:port/database}
   */
  public static Database open(Vertx vertx, String postgresUri, int poolSize) {
    PgConnectOptions connect =
        PgConnectOptions.fromUri(postgresUri)
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(STATEMENTS_CACHED)
            .setPipeliningLimit(PIPELINED_MAX);
    connect
        .addProperty("application_name", "tidemark")
        // A node that is stopped within a transaction must not keep its rows locked.
        .addProperty("idle_in_transaction_session_timeout", "8000");
    PoolOptions options =
        new PoolOptions()
            .setMaxSize(poolSize)
            .setMaxWaitQueueSize(WAITING_MAX)
            .setConnectionTimeout(ACQUIRE_SECONDS)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS)
            .setName("tidemark-database");
    NetClientOptions net =
        new NetClientOptions()
            .setConnectTimeout(CONNECT_MILLIS)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setTcpUserTimeout(UNCONFIRMED_MILLIS)
            .setReadIdleTimeout(SILENT_SECONDS);
    return new Database(
        PgBuilder.pool().with(options).with(net).connectingTo(connect).using(vertx).build());
  }

  /** For statements of one's own; pass failures through {@link DatabaseFailures#typed}. */
  public Pool pool() {
    return pool;
  }

  /** Runs one prepared statement; fails with a {@code Problem} if PostgreSQL is away. */
  public Future<RowSet<Row>> query(String sql, Tuple arguments) {
    queries.increment();
    return pool.preparedQuery(sql)
        .execute(arguments)
        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
        .recover(DatabaseFailures::failed);
  }

  /** How often {@link #query} was called: what devices cost PostgreSQL shows here. */
  public long queries() {
    return queries.sum();
  }

  /** Whether PostgreSQL answers. */
  public Future<Void> ping() {
    return pool.query("SELECT 1").execute().recover(DatabaseFailures::failed).mapEmpty();
  }

  public Future<Void> close() {
    return pool.close();
  }
}
