package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.faults.Eventually;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.ServerFrame;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nodes that are one hub: two that share a secret, and one that wants to be in and is not. */
class ClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String KEY = HexFormat.of().formatHex(TestHub.CURSOR_KEY);

  private static int port;
  private static TestHub first;
  private static TestHub second;

  @BeforeAll
  static void start() {
    port = freePorts();
    first = TestHub.own(settings("the secret of these two"));
    second = first.another(settings("the secret of these two"));
    for (TestHub node : new TestHub[] {first, second}) {
      Eventually.within(PATIENCE, () -> "nodes " + nodes(node), () -> nodes(node).size() == 2);
    }
  }

  @AfterAll
  static void stop() {
    second.stop();
    first.stop();
  }

  private static Map<String, String> settings(String secret) {
    Map<String, String> settings = new HashMap<>();
    settings.put("cluster.mode", "local");
    settings.put("cluster.port", Integer.toString(port));
    settings.put("cluster.secret", secret);
    settings.put("cluster.placement", "home");
    settings.put("blocks.signingKey", KEY);
    return settings;
  }

  /** Members take the next of sixteen if one is taken; these lie below where clients' ports do. */
  private static int freePorts() {
    int from = 0;
    while (from == 0 || !isFree(from) || !isFree(from + 1) || !isFree(from + 2)) {
      from = ThreadLocalRandom.current().nextInt(20_000, 31_000);
    }
    return from;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static JsonNode cluster(TestHub node) {
    return node.stranger().get("/readyz").expect(200).json().path("cluster");
  }

  private static JsonNode nodes(TestHub node) {
    return cluster(node).path("nodes");
  }

  private static TestClient at(TestHub node, TestClient user) {
    return new TestClient(node.base(), user.user(), user.token());
  }

  @Test
  void each_node_shows_all() {
    for (TestHub node : new TestHub[] {first, second}) {
      assertThat(cluster(node).path("members").asInt()).isEqualTo(2);
      assertThat(nodes(node))
          .extracting(JsonNode::asText)
          .containsExactlyInAnyOrder(first.base().toString(), second.base().toString());
    }
  }

  @Test
  void a_device_that_comes_to_another_node_than_its_users_is_told_where_it_belongs() {
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger stayed = new AtomicInteger();
    // Who is at home where is settled some time after nodes have met.
    Eventually.within(
        PATIENCE,
        () -> sent + " were sent to the other node, " + stayed + " stayed",
        () -> {
          try (TestSocket device = TestSocket.hello(first.newUser(), "d1")) {
            if (device.next() instanceof ServerFrame.Reconnect reconnect) {
              assertThat(reconnect.url()).contains(second.base().getAuthority());
              sent.incrementAndGet();
            } else {
              stayed.incrementAndGet();
            }
          }
          return sent.get() > 0 && stayed.get() > 0;
        });
  }

  /** Welcomed, wherever its user's home is: a device that comes again stays. */
  private static TestSocket welcomed(TestClient client) {
    TestSocket device = TestSocket.hello(client, "d1");
    if (device.next() instanceof ServerFrame.Reconnect) {
      device.close();
      device = TestSocket.hello(client, "d1");
      assertThat(device.next()).isInstanceOf(ServerFrame.Welcome.class);
    }
    return device;
  }

  @Test
  void a_log_out_at_one_node_ends_what_is_connected_to_the_other() {
    TestClient user = first.newUser();
    TestClient there = at(second, user);
    there.get("/v1/namespaces").expect(200);
    try (TestSocket device = welcomed(there)) {
      device.next(ServerFrame.Live.class);
      user.post("/v1/logout", "{\"everywhere\":true}").expect(200);
      assertThat(device.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED.status());
    }
    there.get("/v1/namespaces").expect(401, "unauthorized");
    user.get("/v1/namespaces").expect(401, "unauthorized");
  }

  @Test
  void a_change_at_one_node_is_pushed_by_the_other() {
    TestClient user = first.newUser();
    String ns = user.teamFolder("Both");
    try (TestSocket device = welcomed(at(second, user))) {
      device.next(ServerFrame.Live.class);
      user.createFile(ns, "/new").expect(201);
      ServerFrame.Delta delta = device.next(ServerFrame.Delta.class);
      assertThat(delta.ns()).hasToString(ns);
      assertThat(delta.to()).isEqualTo(1);
    }
  }

  @Test
  void a_node_with_another_secret_stays_alone_and_the_others_do_not_know_it() {
    TestHub stranger = first.another(settings("the secret of nobody else"));
    try {
      assertThat(cluster(stranger).path("members").asInt()).isEqualTo(1);
      assertThat(nodes(stranger)).hasSize(1);
      assertThat(cluster(first).path("members").asInt()).isEqualTo(2);
      assertThat(nodes(first)).hasSize(2);
    } finally {
      stranger.stop();
    }
  }

  @Test
  void a_node_that_leaves_is_missed_and_one_that_comes_is_known() {
    TestHub third = second.another(settings("the secret of these two"));
    try {
      Eventually.within(PATIENCE, () -> "nodes " + nodes(first), () -> nodes(first).size() == 3);
    } finally {
      third.stop();
    }
    Eventually.within(PATIENCE, () -> "nodes " + nodes(first), () -> nodes(first).size() == 2);
  }
}
