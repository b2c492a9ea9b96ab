package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.protocol.ServerFrame;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever one connection sends, it is told why and closed with the right code, and its neighbour,
 * who follows the same folder, gets its next push as if nothing had happened.
 */
class GatewayBadInputIT {
  private final TestHub hub = TestHub.get();
  private final TestClient alice = hub.newUser();
  private String ns = "";
  private TestSocket neighbour;
  private long head;

  @BeforeEach
  void a_neighbour_is_connected() {
    ns = alice.teamFolder("Neighbours");
    neighbour = TestSocket.hello(alice, "neighbour");
    neighbour.next(ServerFrame.Live.class);
  }

  /** The neighbour is where it was: same connection, next push, no hole. */
  @AfterEach
  void the_neighbour_was_not_disturbed() {
    alice.createFile(ns, "/after-" + UUID.randomUUID()).expect(201);
    ServerFrame.Delta delta = neighbour.next(ServerFrame.Delta.class);
    assertThat(delta.from()).isEqualTo(head);
    assertThat(delta.to()).isEqualTo(head + 1);
    neighbour.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "\u0000",
        "{\"type\":\"ack\"}",
        "{\"type\":\"shout\"}",
        "{\"type\":\"welcome\"}",
        "{\"type\":7}",
        "{\"type\":\"ping\",\"type\":\"ping\"}",
        "{\"type\":\"ping\"}{}",
        "{\"type\":\"ack\",\"watermarks\":{\"x\":1}}",
        "{\"type\":\"ack\",\"watermarks\":{\"5f1d9a3e-8c41-4b7e-9d20-6a7c1e55b001\":-1}}",
        "{\"type\":\"ack\",\"watermarks\":{\"5f1d9a3e-8c41-4b7e-9d20-6a7c1e55b001\":1e3}}",
        "{\"type\":\"refresh\",\"token\":\"\\ud800\"}"
      })
  void a_malformed_frame_closes_with_4400(String frame) {
    try (TestSocket socket = greeted()) {
      socket.send(frame);
      assertThat(socket.next(ServerFrame.Failure.class).code()).isEqualTo("malformed");
      assertThat(socket.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void a_malformed_hello_closes_with_4400() {
    try (TestSocket socket = TestSocket.open(alice)) {
      socket.send("{\"type\":\"hello\",\"device\":\"a b\"}");
      assertThat(socket.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void a_cursor_of_somebody_else_closes_with_4400() {
    try (TestSocket socket = TestSocket.open(alice)) {
      socket.send(
          "{\"type\":\"hello\",\"device\":\"d1\",\"cursor\":\"AAAAAAAAAAAAAAAAAAAAAAAAAA\"}");
      assertThat(socket.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void a_second_hello_closes_with_4400() {
    try (TestSocket socket = greeted()) {
      socket.send("{\"type\":\"hello\",\"device\":\"d1\"}");
      assertThat(socket.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void another_frame_before_hello_closes_with_4408() {
    try (TestSocket socket = TestSocket.open(alice)) {
      socket.send("{\"type\":\"ack\",\"watermarks\":{}}");
      assertThat(socket.closeCode()).isIn(4400, 4408);
    }
  }

  @Test
  void silence_instead_of_hello_closes_with_4408() {
    try (TestSocket socket = TestSocket.open(alice)) {
      assertThat(socket.closeCode()).isEqualTo(4408);
    }
  }

  @Test
  void an_ack_above_head_closes_with_4400() {
    try (TestSocket socket = greeted()) {
      socket.send(ack(ns, head + 1));
      ServerFrame.Failure failure = socket.next(ServerFrame.Failure.class);
      assertThat(failure.message()).contains(ns).contains("head");
      assertThat(socket.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void an_ack_for_a_foreign_namespace_closes_with_4400() {
    String foreign = hub.newUser().teamFolder("Foreign");
    try (TestSocket socket = greeted()) {
      socket.send(ack(foreign, 0));
      assertThat(socket.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void an_ack_for_a_namespace_that_does_not_exist_closes_with_4400() {
    try (TestSocket socket = greeted()) {
      socket.send(ack(new UUID(1, 2).toString(), 1));
      assertThat(socket.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void an_ack_that_goes_down_changes_nothing() {
    alice.createFile(ns, "/one").expect(201);
    alice.createFile(ns, "/two").expect(201);
    follow(2);
    try (TestSocket socket = greeted()) {
      socket.send(ack(ns, 2));
      socket.send(ack(ns, 1));
      socket.send("{\"type\":\"ping\"}");
      socket.next(ServerFrame.Pong.class);
    }
    // Watermarks are written in batches: 0 until the batch is through, and then never 1.
    long remembered = 0;
    long deadlineNanos = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (remembered == 0 && System.nanoTime() < deadlineNanos) {
      remembered = watermark("d1");
    }
    assertThat(remembered).isEqualTo(2);
  }

  @Test
  void a_hello_above_head_is_told_to_reset() {
    try (TestSocket socket = TestSocket.open(alice)) {
      socket.send("{\"type\":\"hello\",\"device\":\"d1\",\"watermarks\":{\"" + ns + "\":99}}");
      ServerFrame.Reset reset = socket.next(ServerFrame.Reset.class);
      assertThat(reset.ns()).hasToString(ns);
      assertThat(reset.head()).isEqualTo(head);
      socket.next(ServerFrame.Live.class);
    }
  }

  @Test
  void a_frame_of_64_kib_is_taken_and_one_byte_more_closes_with_4413() {
    String frame = "{\"type\":\"ping\",\"pad\":\"\"}";
    String largest = frame.replace("\"\"}", "\"" + "x".repeat(65_536 - frame.length()) + "\"}");
    try (TestSocket socket = greeted()) {
      socket.send(largest);
      socket.next(ServerFrame.Pong.class);
      socket.send(largest + " ");
      assertThat(socket.closeCode()).isEqualTo(4413);
    }
  }

  @Test
  void a_binary_frame_closes_with_4400() {
    try (TestSocket socket = greeted()) {
      socket.sendBinary(new byte[] {1, 2, 3});
      assertThat(socket.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void a_flood_of_frames_closes_with_4429() {
    try (TestSocket socket = greeted()) {
      for (int index = 0; index < 1000 && !socket.isClosed(); index++) {
        socket.trySend("{\"type\":\"ping\"}");
      }
      assertThat(socket.closeCode()).isEqualTo(4429);
    }
  }

  @Test
  void the_same_device_again_closes_the_first_with_4409() {
    try (TestSocket first = greeted();
        TestSocket second = greeted()) {
      assertThat(first.closeCode()).isEqualTo(4409);
      second.send("{\"type\":\"ping\"}");
      second.next(ServerFrame.Pong.class);
    }
  }

  @Test
  void no_token_closes_with_4401() {
    refusedToken(hub.stranger());
  }

  @Test
  void an_expired_token_closes_with_4401() {
    refusedToken(hub.withToken(hub.tokens().expired(alice.user())));
  }

  @Test
  void a_token_of_another_key_closes_with_4401() {
    refusedToken(hub.withToken(hub.tokens().ofAnotherKey(alice.user())));
  }

  @Test
  void an_unsigned_token_closes_with_4401() {
    refusedToken(hub.withToken(hub.tokens().unsigned(alice.user())));
  }

  @Test
  void a_token_signed_with_the_public_key_as_secret_closes_with_4401() {
    refusedToken(hub.withToken(hub.tokens().signedWithThePublicKey(alice.user())));
  }

  @Test
  void a_token_that_is_none_closes_with_4401() {
    refusedToken(hub.withToken("x.y.z"));
  }

  @Test
  void a_token_that_expires_while_connected_closes_with_4401() {
    TestClient brief =
        new TestClient(
            hub.base(), alice.user(), hub.tokens().of(alice.user(), Duration.ofSeconds(2)));
    try (TestSocket socket = TestSocket.hello(brief, "d1")) {
      socket.next(ServerFrame.Live.class);
      assertThat(socket.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void a_bad_token_to_refresh_with_closes_with_4401() {
    try (TestSocket socket = greeted()) {
      socket.send(
          "{\"type\":\"refresh\",\"token\":\"" + hub.tokens().unsigned(alice.user()) + "\"}");
      assertThat(socket.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void a_refresh_for_another_user_closes_with_4403() {
    try (TestSocket socket = greeted()) {
      socket.send("{\"type\":\"refresh\",\"token\":\"" + hub.tokens().of("mallory") + "\"}");
      assertThat(socket.closeCode()).isEqualTo(4403);
    }
  }

  @Test
  void a_token_in_the_query_is_as_good_as_one_in_the_header() {
    try (TestSocket socket = TestSocket.openWithQuery(hub.base(), hub.tokens().of(alice.user()))) {
      socket.send("{\"type\":\"hello\",\"device\":\"browser\"}");
      socket.next(ServerFrame.Live.class);
    }
  }

  private TestSocket greeted() {
    TestSocket socket = TestSocket.hello(alice, "d1");
    socket.next(ServerFrame.Live.class);
    return socket;
  }

  /** Lets the neighbour catch up to what this test has committed. */
  private void follow(long to) {
    while (head < to) {
      ServerFrame.Delta delta = neighbour.next(ServerFrame.Delta.class);
      assertThat(delta.from()).isEqualTo(head);
      head = delta.to();
    }
  }

  /** What the hub remembers of a device. */
  private long watermark(String device) {
    for (JsonNode namespace :
        alice.get("/v1/namespaces?device=" + device).expect(200).json().path("namespaces")) {
      if (namespace.path("ns").asText().equals(ns)) {
        return namespace.path("watermark").asLong();
      }
    }
    throw new AssertionError(ns + " is not among the namespaces");
  }

  private static void refusedToken(TestClient client) {
    try (TestSocket socket = TestSocket.open(client)) {
      assertThat(socket.next(ServerFrame.Failure.class).code()).isEqualTo("unauthorized");
      assertThat(socket.closeCode()).isEqualTo(4401);
    }
    client.get("/v1/namespaces").expect(401, "unauthorized");
    client.get("/v1/events?device=d1").expect(401, "unauthorized");
  }

  private static String ack(String ns, long seq) {
    return "{\"type\":\"ack\",\"watermarks\":{\"" + ns + "\":" + seq + "}}";
  }
}
