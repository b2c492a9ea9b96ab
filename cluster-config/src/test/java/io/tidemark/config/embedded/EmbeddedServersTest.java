package io.tidemark.config.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.DataFolder;
import io.tidemark.config.PostgresUri;
import io.tidemark.config.Servers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersTest {
  @TempDir Path temporary;

  @Test
  void data_and_ports_are_kept_over_a_restart() throws Exception {
    Servers first;
    try (DataFolder folder = DataFolder.open(temporary);
        EmbeddedServers servers = EmbeddedServers.start(folder)) {
      first = servers.servers();
      assertThat(servers.running()).hasSize(3).allMatch(EmbeddedServer::isAlive);
      sql(first.postgresUri(), "CREATE TABLE kept AS SELECT 42 AS n");
      assertThat(redis(first.redisUri(), "SET kept 42")).isEqualTo("+OK");
      createTopic(first.kafkaBootstrap());
    }
    assertThat(processesOn(temporary)).isZero();

    try (DataFolder folder = DataFolder.open(temporary);
        EmbeddedServers servers = EmbeddedServers.start(folder)) {
      Servers second = servers.servers();
      assertThat(second).isEqualTo(first);
      assertThat(query(second.postgresUri(), "SELECT n FROM kept")).isEqualTo("42");
      assertThat(redis(second.redisUri(), "STRLEN kept")).isEqualTo(":2");
      assertThat(topics(second.kafkaBootstrap())).contains("kept");
    }
  }

  @Test
  void a_configured_server_is_used_and_none_started_for_it() {
    try (DataFolder folder = DataFolder.open(temporary);
        EmbeddedServers servers =
            EmbeddedServers.start(
                folder, new Servers("postgresql://elsewhere/db", "", "elsewhere:9092"))) {
      assertThat(servers.running()).extracting(EmbeddedServer::name).containsExactly("redis");
      assertThat(servers.servers().postgresUri()).isEqualTo("postgresql://elsewhere/db");
      assertThat(servers.servers().kafkaBootstrap()).isEqualTo("elsewhere:9092");
    }
  }

  @Test
  void a_server_that_was_left_behind_is_replaced() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary)) {
      // Started and never closed: to the second start it is what a killed hub leaves.
      EmbeddedRedis left = EmbeddedRedis.start(folder);
      assertThat(redis(left.address(), "SET kept 42")).isEqualTo("+OK");
      EmbeddedPostgres database = EmbeddedPostgres.start(folder);
      sql(database.address(), "CREATE TABLE kept AS SELECT 42 AS n");

      try (EmbeddedRedis redis = EmbeddedRedis.start(folder);
          EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
        assertThat(left.isAlive()).isFalse();
        assertThat(database.isAlive()).isFalse();
        assertThat(redis(redis.address(), "STRLEN kept")).isEqualTo(":2");
        assertThat(query(postgres.address(), "SELECT n FROM kept")).isEqualTo("42");
      }
    }
  }

  @Test
  void a_stranger_with_a_noted_process_id_is_left_alone() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try (DataFolder folder = DataFolder.open(temporary)) {
      // Id and start are right, the command line is not ours.
      Leftovers.write(Leftovers.note(folder, "redis"), stranger.toHandle());
      EmbeddedRedis.start(folder).close();
      assertThat(stranger.isAlive()).isTrue();

      EmbeddedPostgres.start(folder).close();
      Files.writeString(
          temporary.resolve("postgres/postmaster.pid"),
          stranger.pid() + "\n" + temporary.resolve("postgres") + "\n1\n5432\n\n127.0.0.1\n0 0\n");
      EmbeddedPostgres.start(folder).close();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void a_first_start_that_was_cut_short_is_begun_anew() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary)) {
      Files.writeString(folder.folder("postgres").resolve("PG_VERSION"), "18\n");
      Files.writeString(folder.folder("run").resolve("redis.pid"), "12");

      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
          EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
        assertThat(query(postgres.address(), "SELECT 1")).isEqualTo("1");
        assertThat(redis(redis.address(), "PING")).isEqualTo("+PONG");
      }
    }
  }

  @Test
  void a_taken_port_is_replaced_by_another() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary)) {
      int port = Ports.of(folder, "redis");
      try (var taken = new java.net.ServerSocket()) {
        taken.bind(Ports.loopback(port));
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
          assertThat(redis.address()).isNotEqualTo("redis://127.0.0.1:" + port);
        }
      }
    }
  }

  @Test
  void a_server_that_cannot_start_says_what_its_log_says() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary)) {
      Files.createDirectories(folder.folder("redis").resolve("appendonlydir"));
      Files.writeString(
          temporary.resolve("redis/appendonlydir/appendonly.aof.manifest"), "not a manifest\n");

      assertThatThrownBy(() -> EmbeddedRedis.start(folder))
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessageContaining("embedded redis ended at its start with exit code 1")
          .hasMessageContaining("AOF manifest");
    }
  }

  private static long processesOn(Path folder) {
    return ProcessHandle.allProcesses().filter(p -> Leftovers.isOurs(p, folder)).count();
  }

  private static void createTopic(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(Set.of(new NewTopic("kept", 1, (short) 1)))
          .all()
          .get(20, TimeUnit.SECONDS);
    }
  }

  private static Set<String> topics(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      return admin.listTopics().names().get(20, TimeUnit.SECONDS);
    }
  }

  private static String redis(String address, String command) throws IOException {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (var socket = new Socket()) {
      socket.connect(Ports.loopback(port), 2_000);
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      var answer = new StringBuilder();
      for (int c = socket.getInputStream().read(); c != '\r'; c = socket.getInputStream().read()) {
        answer.append((char) c);
      }
      return answer.toString();
    }
  }

  private static void sql(String uri, String sql) throws SQLException {
    PostgresUri parsed = PostgresUri.parse(uri);
    try (Connection connection =
            DriverManager.getConnection(parsed.jdbcUrl(), parsed.jdbcProperties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(String uri, String sql) throws SQLException {
    PostgresUri parsed = PostgresUri.parse(uri);
    try (Connection connection =
            DriverManager.getConnection(parsed.jdbcUrl(), parsed.jdbcProperties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
