package io.tidemark.config;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to this hub's schema. Several nodes may do so at once: Flyway holds a lock of
 * the database meanwhile.
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  /**
   * Blocks until the schema is there.
   *
   * @throws IllegalStateException if the server cannot carry the hub, saying what to change
   */
  public static void run(String postgresUri) {
    PostgresUri uri = PostgresUri.parse(postgresUri);
    check(uri);
    var result =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(uri.jdbcUrl(), uri.user(), uri.password())
            .locations("classpath:io/tidemark/config/migration")
            .load()
            .migrate();
    LOG.info(
        "database migrated database={} migrations={} version={}",
        uri,
        result.migrationsExecuted,
        result.targetSchemaVersion == null ? "current" : result.targetSchemaVersion);
  }

  private static void check(PostgresUri uri) {
    try (Connection connection = DriverManager.getConnection(uri.jdbcUrl(), uri.jdbcProperties());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(Resources.text(Migrations.class, "server_check.sql"))) {
      row.next();
      String walLevel = row.getString("wal_level");
      if (!"logical".equals(walLevel)) {
        throw new IllegalStateException(
            "PostgreSQL at "
                + uri
                + " runs with wal_level="
                + walLevel
                + "; the hub reads the journal by logical decoding and needs wal_level=logical"
                + " (set it in postgresql.conf and restart the server)");
      }
      if (!row.getBoolean("may_replicate")) {
        throw new IllegalStateException(
            "PostgreSQL at "
                + uri
                + ": the user may not replicate, which logical decoding needs; run ALTER ROLE \""
                + uri.user()
                + "\" REPLICATION");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "cannot reach PostgreSQL at " + uri + ": " + e.getMessage(), e);
    }
  }
}
