package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.ServerFrame;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The network goes away without a word: the hub notices by its heartbeats and frees everything. */
@Timeout(60)
class HalfOpenIT {
  private static TestHub hub;

  private final TestClient alice = hub.newUser();
  private final TcpProxy proxy = TcpProxy.to(hub.base().getPort(), 8192);
  private final TestClient through =
      new TestClient(URI.create("http://127.0.0.1:" + proxy.port()), alice.user(), alice.token());

  @BeforeAll
  static void a_hub_with_quick_heartbeats() {
    hub = TestHub.own(Map.of("gateway.heartbeatSeconds", "1"));
  }

  @AfterAll
  static void stop() {
    hub.stop();
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void a_websocket_without_a_network_is_given_up_and_its_device_goes_on_later() {
    String ns = alice.teamFolder("Half open");
    try (TestSocket lost = TestSocket.hello(through, "d1");
        TestSocket alive = TestSocket.hello(alice, "d2")) {
      String cursor = lost.next(ServerFrame.Live.class).cursor();
      alive.next(ServerFrame.Live.class);
      double dead = hub.metric("connections_dead_total");
      proxy.blackHole();
      alice.createFile(ns, "/a").expect(201);

      hub.awaitMetric("connections_dead_total", count -> count == dead + 1);
      hub.awaitMetric("connections", count -> count == 1);
      assertThat(alive.next(ServerFrame.Delta.class).to()).isEqualTo(1);

      proxy.reset();
      proxy.pass();
      try (TestSocket back = TestSocket.open(through)) {
        back.send("{\"type\":\"hello\",\"device\":\"d1\",\"cursor\":\"" + cursor + "\"}");
        ServerFrame.Delta missed = back.next(ServerFrame.Delta.class);
        assertThat(missed.ns()).isEqualTo(UUID.fromString(ns));
        assertThat(missed.from()).isZero();
        assertThat(missed.to()).isEqualTo(1);
      }
      alive.send("{\"type\":\"ping\"}");
      alive.next(ServerFrame.Pong.class);
    }
  }

  @Test
  void an_event_stream_whose_client_takes_nothing_is_given_up_once_its_queue_is_full() {
    String ns = alice.teamFolder("Full");
    try (TestEvents lost = TestEvents.open(through, "device=d1", null)) {
      lost.next("live");
      proxy.blackHole();
      String name = "x".repeat(1000);
      for (int file = 0; hub.metric("connections") > 0; file++) {
        StringBuilder commits = new StringBuilder();
        for (int index = 0; index < 100; index++) {
          commits
              .append(index == 0 ? "" : ",")
              .append("{\"path\":\"/%s%d-%d\",\"blocks\":[]}".formatted(name, file, index));
        }
        alice
            .post("/v1/namespaces/" + ns + "/commits", "{\"commits\":[" + commits + "]}")
            .expect(200);
      }
      hub.awaitMetric("namespaces_owed", count -> count == 0);
      hub.awaitMetric("connections_queued_bytes", count -> count == 0);
    }
  }
}
