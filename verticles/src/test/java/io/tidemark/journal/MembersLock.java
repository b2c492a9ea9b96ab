package io.tidemark.journal;

import io.tidemark.config.PostgresUri;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;

/** Holds back who reads memberships, until it is closed. */
final class MembersLock implements AutoCloseable {
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final Connection connection;

  MembersLock(String postgresUri) throws SQLException {
    PostgresUri uri = PostgresUri.parse(postgresUri);
    connection = DriverManager.getConnection(uri.jdbcUrl(), uri.jdbcProperties());
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE members IN ACCESS EXCLUSIVE MODE");
    }
  }

  /** Returns when somebody waits. */
  void awaitReader() throws SQLException {
    long begin = System.nanoTime();
    while (!isTrue(
        "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"
            + " AND relation = 'members'::regclass")) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new AssertionError("nobody reads memberships");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Breaks the connections of those who wait. */
  void cutReaders() throws SQLException {
    isTrue(
        "SELECT bool_and(pg_terminate_backend(pid)) FROM pg_locks"
            + " WHERE NOT granted AND relation = 'members'::regclass");
  }

  private boolean isTrue(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
