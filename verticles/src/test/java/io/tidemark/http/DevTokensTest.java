package io.tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.flow.Caller;
import io.tidemark.http.TestHub.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevTokensTest {
  private final Instant now = Instant.now();

  @TempDir Path data;

  @Test
  void keys_are_kept_and_readable_by_their_owner_only() throws IOException {
    Path file = data.resolve("keys").resolve("dev.json");
    DevKeys made = DevKeys.load(file, now);
    String token = made.sign("alice", null, now, now.plusSeconds(60));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(accepts(DevKeys.load(file, now), token)).isTrue();
  }

  @Test
  void an_old_key_is_followed_by_a_new_one_and_still_verifies_for_a_while() throws IOException {
    Path file = data.resolve("dev.json");
    String first = DevKeys.load(file, now).sign("alice", null, now, now.plusSeconds(60));
    DevKeys second = DevKeys.load(file, now.plus(Duration.ofDays(31)));
    DevKeys third = DevKeys.load(file, now.plus(Duration.ofDays(62)));

    assertThat(accepts(second, first)).isTrue();
    assertThat(accepts(second, second.sign("alice", null, now, now.plusSeconds(60)))).isTrue();
    assertThat(accepts(third, first)).isFalse();
  }

  @Test
  void a_file_with_something_else_is_not_overwritten() throws IOException {
    Path file = data.resolve("dev.json");
    Files.writeString(file, "not keys");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> DevKeys.load(file, now))
        .withMessageContaining("dev.json");
    assertThat(file).hasContent("not keys");
  }

  @Test
  void a_loopback_peer_gets_a_token_for_anybody() throws IOException {
    DevKeys keys = DevKeys.load(data.resolve("dev.json"), now);
    try (TestHub hub = hub(keys)) {
      Answer answer =
          ask(hub, new JsonObject().put("user", "alice").put("device", "d1").put("ttlSeconds", 60));

      assertThat(answer.status()).isEqualTo(200);
      Caller caller = verifier(keys).verify(answer.body().getString("token")).result();
      assertThat(caller.user()).isEqualTo("alice");
      assertThat(caller.device()).isEqualTo("d1");
      assertThat(caller.expiresAt()).isEqualTo(answer.body().getString("expiresAt"));
      assertThat(Duration.between(Instant.now(), caller.expiresAt()))
          .isLessThanOrEqualTo(Duration.ofSeconds(60));
    }
  }

  @Test
  void a_request_that_came_through_a_proxy_is_refused() throws IOException {
    try (TestHub hub = hub(DevKeys.load(data.resolve("dev.json"), now))) {
      Answer answer =
          hub.send(
              HttpRequest.newBuilder(URI.create(hub.url() + "/v1/dev/token"))
                  .header("X-Forwarded-For", "203.0.113.7")
                  .POST(BodyPublishers.ofString("{\"user\":\"alice\"}"))
                  .build());

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("forbidden");
    }
  }

  @Test
  void a_request_under_a_foreign_host_name_is_refused() throws IOException {
    try (TestHub hub = hub(DevKeys.load(data.resolve("dev.json"), now))) {
      URI url = URI.create(hub.url());
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        String request =
            """
            POST /v1/dev/token HTTP/1.1\r
            Host: rebound.example.org\r
            Content-Length: 16\r
            Connection: close\r
            \r
            {"user":"alice"}\
            """;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

        assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("\"token\"");
      }
    }
  }

  @Test
  void bad_requests_name_what_is_wrong() throws IOException {
    try (TestHub hub = hub(DevKeys.load(data.resolve("dev.json"), now))) {
      assertMalformed(ask(hub, new JsonObject()), "user is missing");
      assertMalformed(ask(hub, new JsonObject().put("user", "a/b")), "user is 'a/b'");
      assertMalformed(ask(hub, new JsonObject().put("user", 7)), "user is '7'; a string");
      assertMalformed(
          ask(hub, new JsonObject().put("user", "a").put("ttlSeconds", 0)), "ttlSeconds is '0'");
      assertMalformed(
          ask(hub, new JsonObject().put("user", "a").put("device", "")), "device is ''");
    }
  }

  private static void assertMalformed(Answer answer, String detail) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("malformed");
    assertThat(answer.body().getString("detail")).contains(detail);
  }

  private static TestHub hub(DevKeys keys) {
    return TestHub.start(
        Vertx.vertx(), List.of(new DevTokens(keys, Instant::now)), List.<Endpoints>of());
  }

  private static Answer ask(TestHub hub, JsonObject body) {
    return hub.send(
        HttpRequest.newBuilder(URI.create(hub.url() + "/v1/dev/token"))
            .POST(BodyPublishers.ofString(body.encode()))
            .build());
  }

  private static JwtVerifier verifier(KeySource keys) {
    return new JwtVerifier(keys, null, Instant::now, new SimpleMeterRegistry());
  }

  private static boolean accepts(KeySource keys, String token) {
    return verifier(keys).verify(token).succeeded();
  }
}
