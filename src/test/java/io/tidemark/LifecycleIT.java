package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub's start and end, as the one who runs it sees them. */
class LifecycleIT {
  /** Of a process that a signal ended: 128 and the signal's number. */
  private static final List<Integer> ENDED_BY_SIGTERM = List.of(0, 143);

  @TempDir Path data;

  @Test
  void sigterm_stops_everything_and_a_second_start_has_the_data() throws Exception {
    List<ProcessHandle> servers;
    String fileId;
    try (HubProcess hub = HubProcess.on(data)) {
      fileId = newFile(hub, "/kept.txt");
      servers = HubProcess.servers(data);
      assertThat(servers).hasSize(3).allMatch(ProcessHandle::isAlive);
      verify(0, "beside the running hub", "All copies say the same.");

      hub.terminate();
      assertThat(hub.exitCode()).isIn(ENDED_BY_SIGTERM);
    }
    assertThat(servers).noneMatch(ProcessHandle::isAlive);
    assertThat(HubProcess.servers(data)).isEmpty();
    verify(0, "no hub is running", "All copies say the same.");
    assertThat(HubProcess.servers(data)).isEmpty();

    try (HubProcess second = HubProcess.on(data)) {
      assertThat(second.call("GET", "/v1/files/" + fileId, "").statusCode()).isEqualTo(200);
      loseAnEntry();
      verify(1, ": entry 1 is missing", "difference");
    }
  }

  @Test
  void a_second_sigterm_hurries_a_drain_that_would_take_long() throws Exception {
    try (HubProcess hub =
        HubProcess.start(
            Map.of(),
            "--port",
            "0",
            "--data",
            data.toString(),
            "--set",
            "gateway.departuresPerSecond=1",
            "--set",
            "gateway.drainSeconds=600",
            "--set",
            "gateway.helloSeconds=300")) {
      List<WebSocket> devices = hub.webSockets(90);
      assertThat(devices).hasSize(90);
      hub.terminate();
      while (hub.status("/readyz") != 503) {
        assertThat(hub.status("/livez")).isEqualTo(200);
      }
      assertThat(hub.status("/livez")).isEqualTo(200);
      hub.terminate();
      // It waits for no more than a minute; at one device a second it would take one and a half.
      assertThat(hub.exitCode()).isIn(ENDED_BY_SIGTERM);
      assertThat(hub.output()).contains("Hurrying").doesNotContain("did not stop in order");
    }
  }

  @Test
  void a_folder_without_data_is_not_made_by_verifying_it() throws Exception {
    Path none = data.resolve("none");
    try (HubProcess verify = HubProcess.run("verify", "--data", none.toString())) {
      assertThat(verify.exitCode()).isEqualTo(2);
      assertThat(verify.output()).contains("no hub's data").contains("--data");
    }
    assertThat(none).doesNotExist();
  }

  private void verify(int exitCode, String... told) throws Exception {
    try (HubProcess verify = HubProcess.run("verify", "--data", data.toString())) {
      assertThat(verify.exitCode()).as(verify.output()).isEqualTo(exitCode);
      assertThat(verify.output()).contains(told);
    }
  }

  private void loseAnEntry() throws Exception {
    String port = Files.readString(data.resolve("run").resolve("postgres.port")).strip();
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/tidemark?user=tidemark";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM journal WHERE seq = 1");
    }
  }

  @Test
  void after_a_kill_the_next_start_cleans_up_and_nothing_committed_is_lost() throws Exception {
    String fileId;
    List<ProcessHandle> left;
    try (HubProcess hub = HubProcess.on(data)) {
      fileId = newFile(hub, "/kept.txt");
      left = HubProcess.servers(data);
      hub.kill();
      hub.exitCode();
    }

    try (HubProcess second = HubProcess.on(data)) {
      assertThat(second.call("GET", "/v1/files/" + fileId, "").statusCode()).isEqualTo(200);
      assertThat(left).noneMatch(ProcessHandle::isAlive);
      // Signed with a key that was kept, on a journal that goes on.
      assertThat(newFile(second, "/after.txt")).isNotEqualTo(fileId);
    }
  }

  @Test
  void after_hub_and_servers_were_all_killed_the_next_start_is_as_any() throws Exception {
    String fileId;
    try (HubProcess hub = HubProcess.on(data)) {
      fileId = newFile(hub, "/kept.txt");
      List<ProcessHandle> servers = HubProcess.servers(data);
      hub.kill();
      for (ProcessHandle server : servers) {
        server.destroyForcibly();
        server.onExit().get(20, TimeUnit.SECONDS);
      }
      hub.exitCode();
    }

    try (HubProcess second = HubProcess.on(data)) {
      assertThat(second.call("GET", "/v1/files/" + fileId, "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_second_hub_on_the_same_data_folder_is_told_which_process_has_it() throws Exception {
    try (HubProcess first = HubProcess.on(data)) {
      String url = first.url();
      try (HubProcess second = HubProcess.on(data)) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output())
            .contains("data folder " + data.toRealPath() + " is in use by process " + first.pid())
            .contains("--data")
            .doesNotContain("\tat ");
      }
      assertThat(first.url()).isEqualTo(url);
      assertThat(first.call("GET", "/v1/namespaces", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_port_in_use_is_told_before_anything_is_started() throws Exception {
    try (ServerSocket taken =
            new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        HubProcess hub =
            HubProcess.start(
                Map.of(),
                "--port",
                Integer.toString(taken.getLocalPort()),
                "--data",
                data.toString())) {
      assertThat(hub.exitCode()).isEqualTo(1);
      assertThat(hub.output())
          .contains("port " + taken.getLocalPort())
          .contains("--port")
          .doesNotContain("\tat ");
    }
    assertThat(data.resolve("postgres")).doesNotExist();
  }

  @Test
  void an_unknown_setting_is_refused_with_the_closest_one() throws Exception {
    try (HubProcess hub =
        HubProcess.start(
            Map.of("TIDEMARK_POSTGRES_URL", "postgresql://h/d"), "--data", data.toString())) {
      assertThat(hub.exitCode()).isEqualTo(2);
      assertThat(hub.output())
          .contains("TIDEMARK_POSTGRES_URL")
          .contains("did you mean TIDEMARK_POSTGRES_URI?")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void a_wrong_setting_is_refused_with_what_is_expected() throws Exception {
    try (HubProcess hub =
        HubProcess.start(Map.of(), "--set", "window.millis=50", "--data", data.toString())) {
      assertThat(hub.exitCode()).isEqualTo(2);
      assertThat(hub.output())
          .contains("setting window.millis is '50', expected a whole number from 100 to 5000");
    }
    assertThat(data.resolve("hub.lock")).doesNotExist();
  }

  @Test
  void a_server_that_cannot_start_ends_the_hub_and_leaves_none_running() throws Exception {
    Files.createDirectories(data.resolve("redis/appendonlydir"));
    Files.writeString(
        data.resolve("redis/appendonlydir/appendonly.aof.manifest"), "not a manifest\n");

    try (HubProcess hub = HubProcess.on(data)) {
      assertThat(hub.exitCode()).isEqualTo(1);
      assertThat(hub.output()).contains("embedded redis ended at its start").contains("manifest");
    }
    assertThat(HubProcess.servers(data)).isEmpty();
  }

  private static String newFile(HubProcess hub, String path) throws Exception {
    Matcher home =
        Pattern.compile("\"ns\"\\s*:\\s*\"([^\"]+)\"")
            .matcher(hub.call("GET", "/v1/namespaces", "").body());
    assertThat(home.find()).isTrue();
    HttpResponse<String> created =
        hub.call(
            "POST", "/v1/files", "{\"ns\":\"" + home.group(1) + "\",\"path\":\"" + path + "\"}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    Matcher file = Pattern.compile("\"fileId\"\\s*:\\s*\"([^\"]+)\"").matcher(created.body());
    assertThat(file.find()).isTrue();
    return file.group(1);
  }
}
