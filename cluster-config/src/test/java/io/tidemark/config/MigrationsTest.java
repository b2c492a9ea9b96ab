package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.testing.SharedServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  @Test
  void a_fresh_database_has_the_tables() throws SQLException {
    String uri = SharedServers.freshDatabase();

    assertThat(one(uri, "SELECT count(*) FROM file_versions")).isEqualTo("0");
    assertThat(one(uri, "SELECT pubname FROM pg_publication")).isEqualTo("tidemark_journal");
  }

  @Test
  void running_again_changes_nothing() throws SQLException {
    String uri = SharedServers.freshDatabase();

    Migrations.run(uri);

    assertThat(one(uri, "SELECT count(*) FROM flyway_schema_history WHERE version = '1'"))
        .isEqualTo("1");
  }

  @Test
  void several_nodes_may_migrate_at_once() throws SQLException {
    one(SharedServers.postgres().address("postgres"), "SELECT 1");
    execute(SharedServers.postgres().address("postgres"), "CREATE DATABASE migrated_by_three");
    String uri = SharedServers.postgres().address("migrated_by_three");

    CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> Migrations.run(uri)),
            CompletableFuture.runAsync(() -> Migrations.run(uri)),
            CompletableFuture.runAsync(() -> Migrations.run(uri)))
        .join();

    assertThat(one(uri, "SELECT count(*) FROM flyway_schema_history WHERE version = '1'"))
        .isEqualTo("1");
  }

  @Test
  void a_server_that_is_not_there_is_named_without_its_password() {
    assertThatThrownBy(() -> Migrations.run("postgresql://u:secret@127.0.0.1:1/db"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot reach PostgreSQL at postgresql://u@127.0.0.1:1/db")
        .hasMessageNotContaining("secret");
  }

  @Test
  void a_user_who_may_not_replicate_is_told_what_to_run() throws SQLException {
    String uri = SharedServers.freshDatabase();
    execute(uri, "CREATE ROLE plain LOGIN");

    assertThatThrownBy(() -> Migrations.run(uri.replace("tidemark:tidemark@", "plain@")))
        .hasMessageContaining("ALTER ROLE \"plain\" REPLICATION");
  }

  @Test
  void the_embedded_server_keeps_what_it_was_told_to_keep() throws SQLException {
    String uri = SharedServers.freshDatabase();

    assertThat(one(uri, "SHOW fsync")).isEqualTo("on");
    assertThat(one(uri, "SHOW synchronous_commit")).isEqualTo("on");
    assertThat(one(uri, "SHOW wal_level")).isEqualTo("logical");
    assertThat(one(uri, "SHOW max_slot_wal_keep_size")).isEqualTo("2GB");
  }

  private static String one(String uri, String sql) throws SQLException {
    PostgresUri parsed = PostgresUri.parse(uri);
    try (Connection connection =
            DriverManager.getConnection(parsed.jdbcUrl(), parsed.jdbcProperties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void execute(String uri, String sql) throws SQLException {
    PostgresUri parsed = PostgresUri.parse(uri);
    try (Connection connection =
            DriverManager.getConnection(parsed.jdbcUrl(), parsed.jdbcProperties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
