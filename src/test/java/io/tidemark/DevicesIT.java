package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.faults.Eventually;
import io.tidemark.protocol.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the owners of a team folder see of its members' devices. */
@Timeout(60)
class DevicesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestClient alice = TestHub.get().newUser();
  private final TestClient bob = TestHub.get().newUser();
  private final TestClient carol = TestHub.get().newUser();
  private final String ns = alice.teamFolder("Devices");
  private final String folder = "/v1/team-folders/" + ns;
  private final String devices = "/v1/admin" + folder.substring(3) + "/devices";

  @Test
  void owners_see_which_device_is_behind_and_by_how_much() {
    member(bob, "viewer");
    member(carol, "editor");
    alice.createFile(ns, "/a").expect(201);
    try (TestSocket atHead = TestSocket.hello(alice, "laptop");
        TestSocket behind = TestSocket.hello(bob, "phone")) {
      try (TestSocket gone = TestSocket.hello(carol, "tablet")) {
        acknowledge(gone, 1);
      }
      acknowledge(behind, 1);
      alice.createFile(ns, "/b").expect(201);
      alice.createFile(ns, "/c").expect(201);
      acknowledge(atHead, 3);
      Instant before = Instant.now().minusSeconds(60);

      JsonNode laptop = await(alice, "laptop", device -> device.path("watermark").asInt() == 3);
      assertThat(laptop.path("user").asText()).isEqualTo(alice.user());
      assertThat(laptop.path("connected").asBoolean()).isTrue();
      assertThat(laptop.path("transport").asText()).isEqualTo("websocket");
      assertThat(laptop.path("behindEntries").asInt()).isZero();
      assertThat(laptop.path("behindSeconds").asDouble(-1)).isZero();
      assertThat(Instant.parse(laptop.path("lastSeenAt").asText()))
          .isBetween(before, Instant.now().plusSeconds(60));

      JsonNode phone = await(alice, "phone", device -> device.path("watermark").asInt() == 1);
      assertThat(phone.path("user").asText()).isEqualTo(bob.user());
      assertThat(phone.path("connected").asBoolean()).isTrue();
      assertThat(phone.path("behindEntries").asInt()).isEqualTo(2);
      assertThat(phone.path("behindSeconds").asDouble(-1)).isPositive().isLessThan(60);

      JsonNode tablet = await(alice, "tablet", device -> !device.path("connected").asBoolean());
      assertThat(tablet.path("user").asText()).isEqualTo(carol.user());
      assertThat(tablet.path("transport").asText()).isEqualTo("websocket");
      assertThat(tablet.path("watermark").asInt()).isEqualTo(1);
      assertThat(tablet.path("behindEntries").asInt()).isEqualTo(2);

      JsonNode page = alice.get(devices).expect(200).json();
      assertThat(page.path("ns").asText()).isEqualTo(ns);
      assertThat(page.path("epoch").asInt()).isPositive();
      assertThat(page.path("head").asInt()).isEqualTo(3);
      assertThat(page.path("devices")).hasSize(3);
      assertThat(page.has("nextPageToken")).isFalse();
    }
  }

  @Test
  void who_leaves_is_not_shown_and_who_comes_back_begins_anew() {
    member(bob, "viewer");
    alice.createFile(ns, "/a").expect(201);
    try (TestSocket socket = TestSocket.hello(bob, "phone")) {
      acknowledge(socket, 1);
    }
    await(
        alice,
        "phone",
        device -> device.path("watermark").asInt() == 1 && !device.path("connected").asBoolean());
    alice.delete(folder + "/members/" + bob.user()).expect(204);
    assertThat(alice.get(devices).expect(200).json().path("devices")).isEmpty();
    member(bob, "viewer");
    JsonNode phone = await(alice, "phone", _ -> true);
    assertThat(phone.path("watermark").asInt()).isZero();
    assertThat(phone.path("behindEntries").asInt()).isEqualTo(1);
  }

  @Test
  void pages_show_each_device_once_however_many_members_have_none() {
    String members =
        IntStream.range(0, 250)
            .mapToObj("{\"user\":\"m-%d\",\"role\":\"viewer\"}"::formatted)
            .collect(Collectors.joining(","));
    alice.put(folder + "/members", "{\"members\":[" + members + "]}").expect(200);
    member(bob, "viewer");
    for (String device : List.of("d1", "D2", "d-3", "_4")) {
      bob.get("/v1/changes?device=" + device).expect(200);
    }
    alice.get("/v1/changes?device=d1").expect(200);
    List<String> all =
        List.of(
            alice.user() + "/d1",
            bob.user() + "/D2",
            bob.user() + "/_4",
            bob.user() + "/d-3",
            bob.user() + "/d1");
    Eventually.within(PATIENCE, () -> "devices " + pages(100), () -> pages(100).size() == 5);
    for (int limit : List.of(1, 2, 3, 4, 5, 1000)) {
      assertThat(pages(limit)).containsExactlyInAnyOrderElementsOf(all);
    }
    assertThat(alice.get(devices + "?limit=1").expect(200).json().path("devices"))
        .hasSizeLessThanOrEqualTo(1);
    JsonNode polled = await(alice, "_4", _ -> true);
    assertThat(polled.path("connected").asBoolean(true)).isFalse();
    assertThat(polled.path("transport").asText()).isEqualTo("pull");
  }

  @Test
  void only_owners_may_look() {
    member(bob, "viewer");
    member(carol, "editor");
    bob.get(devices).expect(403, "forbidden");
    carol.get(devices).expect(403, "forbidden");
    TestHub.get().newUser().get(devices).expect(404, "not_found");
    TestHub.get().stranger().get(devices).expect(401, "unauthorized");
    alice.get("/v1/admin/team-folders/" + new UUID(5, 5) + "/devices").expect(404, "not_found");
    alice.get("/v1/admin/team-folders/x/devices").expect(400, "malformed");
    // One's home has devices too, but it is no team folder.
    String home = "";
    for (JsonNode mine : alice.get("/v1/namespaces").expect(200).json().path("namespaces")) {
      home = mine.path("kind").asText().equals("home") ? mine.path("ns").asText() : home;
    }
    alice.get("/v1/admin/team-folders/" + home + "/devices").expect(404, "not_found");
  }

  @Test
  void what_is_no_page_is_refused() {
    for (String limit : List.of("0", "-1", "1000000000", "1001", "x", "99999999999999999999")) {
      alice.get(devices + "?limit=" + limit).expect(400, "malformed");
    }
    member(bob, "viewer");
    String ofMembers =
        alice.get(folder + "/members?limit=1").expect(200).json().path("nextPageToken").asText();
    for (String token :
        List.of("*", token("\0"), token("a/b\0"), token("a/b/c"), token("/"), ofMembers)) {
      alice.get(devices + "?pageToken=" + token).expect(400, "malformed");
    }
  }

  private static String token(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private void member(TestClient user, String role) {
    alice.put(folder + "/members/" + user.user(), "{\"role\":\"" + role + "\"}").expect(200);
  }

  /** Reads until there, and says that it has that. */
  private void acknowledge(TestSocket socket, long seq) {
    for (long reached = 0; reached < seq; ) {
      reached = socket.next(ServerFrame.Delta.class).to();
    }
    socket.send("{\"type\":\"ack\",\"watermarks\":{\"" + ns + "\":" + seq + "}}");
    socket.send("{\"type\":\"ping\"}");
    socket.next(ServerFrame.Pong.class);
  }

  private JsonNode await(TestClient owner, String name, Predicate<JsonNode> as) {
    Eventually.within(
        PATIENCE,
        () -> name + " in " + owner.get(devices).body(),
        () -> find(owner, name, as) != null);
    JsonNode found = find(owner, name, as);
    assertThat(found).as(name).isNotNull();
    return found;
  }

  private JsonNode find(TestClient owner, String name, Predicate<JsonNode> as) {
    String token = "";
    while (true) {
      JsonNode page = owner.get(devices + token).expect(200).json();
      for (JsonNode device : page.path("devices")) {
        if (device.path("device").asText().equals(name) && as.test(device)) {
          return device;
        }
      }
      if (!page.has("nextPageToken")) {
        return null;
      }
      token = "?pageToken=" + page.path("nextPageToken").asText();
    }
  }

  /** All devices, by as many pages as it takes. */
  private List<String> pages(int limit) {
    List<String> found = new ArrayList<>();
    String query = "?limit=" + limit;
    for (int page = 0; page < 20; page++) {
      JsonNode answer = alice.get(devices + query).expect(200).json();
      assertThat(answer.path("devices")).hasSizeLessThanOrEqualTo(limit);
      for (JsonNode device : answer.path("devices")) {
        found.add(device.path("user").asText() + "/" + device.path("device").asText());
      }
      if (!answer.has("nextPageToken")) {
        return found;
      }
      query = "?limit=" + limit + "&pageToken=" + answer.path("nextPageToken").asText();
    }
    throw new AssertionError("pages without end: " + found);
  }
}
