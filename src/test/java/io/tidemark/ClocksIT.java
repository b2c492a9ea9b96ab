package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ServerFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes whose clocks are an hour apart: what is theirs to say about time, and what is not. */
class ClocksIT {
  private static final Duration APART = Duration.ofHours(1);
  private static final Duration HALF = APART.dividedBy(2);
  private static final int CHANGES = 20;

  private static TestHub right;
  private static TestHub ahead;

  @BeforeAll
  static void start() {
    right = TestHub.own(Map.of());
    ahead = right.another(Map.of(), InstantSource.offset(InstantSource.system(), APART));
  }

  @AfterAll
  static void stop() {
    ahead.stop();
    right.stop();
  }

  /** The same user at both, with a token that outlives the difference. */
  private static List<TestClient> atBoth() {
    String user = "user-" + UUID.randomUUID();
    String token = right.tokens().of(user, APART.multipliedBy(3));
    return List.of(
        new TestClient(right.base(), user, token), new TestClient(ahead.base(), user, token));
  }

  @Test
  void changes_made_at_both_reach_devices_at_both_in_order_and_none_is_lost() {
    List<TestClient> clients = atBoth();
    String ns = clients.getFirst().teamFolder("Clocks");
    try (TestSocket here = TestSocket.hello(clients.getFirst(), "d1");
        TestSocket there = TestSocket.hello(clients.getLast(), "d2")) {
      here.next(ServerFrame.Live.class);
      there.next(ServerFrame.Live.class);
      for (int i = 0; i < CHANGES; i++) {
        clients.get(i % 2).createFile(ns, "/file-" + i).expect(201);
      }
      List<Change> changes = all(here, ns);
      assertThat(all(there, ns)).isEqualTo(changes);
      Duration apart = Duration.between(changes.getFirst().timestamp(), changes.get(1).timestamp());
      assertThat(apart).as("a change has the time of the node that took it").isGreaterThan(HALF);
    }
  }

  /** Until the last change is there; deltas must follow one another without a hole. */
  private static List<Change> all(TestSocket device, String ns) {
    List<Change> changes = new ArrayList<>();
    long at = 0;
    while (at < CHANGES) {
      ServerFrame.Delta delta = device.next(ServerFrame.Delta.class);
      if (delta.ns().toString().equals(ns)) {
        assertThat(delta.from()).isEqualTo(at);
        at = delta.to();
        changes.addAll(delta.changes());
      }
    }
    return changes;
  }

  @Test
  void a_membership_ends_by_the_clock_of_the_database_whatever_the_nodes_say() {
    List<TestClient> owner = atBoth();
    List<TestClient> guest = atBoth();
    String ns = owner.getFirst().teamFolder("For half an hour");
    String end = Instant.now().plus(HALF).toString();
    owner
        .getFirst()
        .put(
            "/v1/team-folders/%s/members/%s".formatted(ns, guest.getFirst().user()),
            "{\"role\":\"viewer\",\"expiresAt\":\"%s\"}".formatted(end))
        .expect(200);
    for (TestClient client : guest) {
      assertThat(client.get("/v1/namespaces").expect(200).json().path("namespaces"))
          .extracting(namespace -> namespace.path("ns").asText())
          .contains(ns);
      client.get("/v1/namespaces/" + ns + "/journal").expect(200);
    }
    try (TestSocket device = TestSocket.hello(guest.getLast(), "d1")) {
      device.next(ServerFrame.Live.class);
      owner.getFirst().createFile(ns, "/new").expect(201);
      assertThat(device.next(ServerFrame.Delta.class).ns()).hasToString(ns);
    }
  }

  @Test
  void a_token_ends_by_the_clock_of_the_node_that_it_is_shown_to() {
    String user = "user-" + UUID.randomUUID();
    String token = right.tokens().of(user, HALF);
    right.withToken(token).get("/v1/namespaces").expect(200);
    ahead.withToken(token).get("/v1/namespaces").expect(401, "unauthorized");
  }
}
