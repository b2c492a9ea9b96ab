package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad requests, over a real socket: each gets a typed problem, and nothing of it is kept. */
class HttpBadInputIT {
  private final TestHub hub = TestHub.get();
  private final TestClient alice = hub.newUser();
  private final String ns = alice.teamFolder("Bad input");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"name\":\"a\"}{}",
        "{\"name\":\"a\"} x",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"name\":7}",
        "{\"name\":null}",
        "{\"name\":\"\\ud800\"}",
        "{\"name\":\"a\\u0000\"}",
        "{'name':'a'}"
      })
  void a_body_that_cannot_be_read_is_refused(String body) {
    Answer answer = alice.post("/v1/team-folders", body).expect(400);
    assertThat(answer.text("code")).isIn("malformed", "invalid_name");
    assertThat(alice.get("/v1/namespaces").expect(200).json().path("namespaces")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a",
        "/a//b",
        "/a/",
        "/..",
        "/a/../b",
        "/.",
        "/a\\u0000b",
        "/a\\nb",
        "/\\ud800",
        "/\\udc00\\ud800"
      })
  void a_path_that_is_not_allowed_is_refused_and_nothing_is_made(String path) {
    Answer answer = alice.createFile(ns, path).expect(400);
    assertThat(answer.text("code")).isIn("malformed", "invalid_name");
    assertNothingWasCommitted();
  }

  @Test
  void an_overlong_name_or_path_is_refused() {
    alice.createFile(ns, "/" + "a".repeat(1025)).expect(400, "invalid_name");
    alice.createFile(ns, "/a".repeat(129)).expect(400, "invalid_name");
    alice.createFile(ns, ("/" + "a".repeat(1000)).repeat(33)).expect(400, "invalid_name");
    assertNothingWasCommitted();
  }

  @Test
  void a_commit_of_100_001_blocks_is_refused() {
    String file = alice.createFile(ns, "/a").expect(201).text("fileId");
    String block = "{\"sha256\":\"" + "0".repeat(64) + "\",\"size\":1}";
    String blocks =
        IntStream.range(0, 100_001).mapToObj(_ -> block).collect(Collectors.joining(","));
    Answer answer = alice.commit(file, 0, blocks);
    assertThat(answer.status()).as(answer.body()).isIn(400, 413);
    assertThat(alice.get("/v1/files/" + file).expect(200).json().path("version").asInt()).isZero();
  }

  @Test
  void a_body_above_16_mib_is_refused() {
    alice
        .post("/v1/team-folders", "{\"name\":\"a\",\"pad\":\"" + "x".repeat(17 << 20) + "\"}")
        .expect(413, "too_large");
  }

  @Test
  void a_viewer_cannot_change_anything() {
    String file = alice.createFile(ns, "/a").expect(201).text("fileId");
    TestClient bob = hub.newUser();
    alice
        .put("/v1/team-folders/" + ns + "/members/" + bob.user(), "{\"role\":\"viewer\"}")
        .expect(200);
    bob.get("/v1/files/" + file).expect(200);
    bob.commit(file, 0, "").expect(403, "forbidden");
    bob.createFile(ns, "/b").expect(403, "forbidden");
    bob.patch("/v1/files/" + file, "{\"name\":\"b\"}").expect(403, "forbidden");
    bob.delete("/v1/files/" + file).expect(403, "forbidden");
    bob.post("/v1/files/" + file + "/rollback", "{\"version\":1}").expect(403, "forbidden");
    bob.post("/v1/blocks/check", "{\"ns\":\"" + ns + "\",\"blocks\":[]}").expect(403, "forbidden");
    assertThat(alice.get("/v1/namespaces/" + ns + "/journal").json().path("head").asInt())
        .isEqualTo(1);
  }

  @Test
  void an_idempotency_key_that_is_too_long_is_refused() {
    String file = alice.createFile(ns, "/a").expect(201).text("fileId");
    alice
        .call(
            "POST",
            "/v1/files/" + file + "/versions",
            TestClient.commitBody(0, ""),
            Map.of("Idempotency-Key", "k".repeat(256)))
        .expect(400, "malformed");
  }

  @Test
  void a_block_is_taken_only_whole_with_its_length_and_under_its_own_url() {
    byte[] bytes = ("bad input " + alice.user()).getBytes(StandardCharsets.UTF_8);
    String check = "{\"ns\":\"" + ns + "\",\"blocks\":[" + TestClient.block(bytes) + "]}";
    String url =
        alice.post("/v1/blocks/check", check).expect(200).json().at("/missing/0/putUrl").asText();
    byte[] other = bytes.clone();
    other[other.length - 1]++;
    alice.putBlock(url, other).expect(400, "hash_mismatch");
    alice.putBlock(url, Arrays.copyOf(bytes, bytes.length - 1)).expect(400, "hash_mismatch");
    alice.putBlock(url, Arrays.copyOf(bytes, bytes.length + 1)).expect(400, "hash_mismatch");
    alice.putBlock(url.substring(0, url.length() - 2) + "AA", bytes).expect(403, "url_invalid");
    alice
        .putBlock(url.replace(TestClient.sha256(bytes), TestClient.sha256(other)), other)
        .expect(403, "url_invalid");
    alice.putBlock(url.substring(0, url.indexOf('?')), bytes).expect(403, "url_invalid");
    TestClient.send(
            HttpRequest.newBuilder(URI.create(url))
                .PUT(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(bytes)))
                .build())
        .expect(411, "length_required");
    assertThat(alice.post("/v1/blocks/check", check).json().path("missing")).hasSize(1);
    alice.putBlock(url, bytes).expect(201);
  }

  @Test
  void no_bad_token_gets_in() {
    TestTokens tokens = hub.tokens();
    for (TestClient client :
        new TestClient[] {
          hub.stranger(),
          hub.withToken("x.y.z"),
          hub.withToken(tokens.expired(alice.user())),
          hub.withToken(tokens.ofAnotherKey(alice.user())),
          hub.withToken(tokens.unsigned(alice.user())),
          hub.withToken(tokens.signedWithThePublicKey(alice.user()))
        }) {
      client.get("/v1/namespaces").expect(401, "unauthorized");
      client.createFile(ns, "/stolen").expect(401, "unauthorized");
    }
    assertNothingWasCommitted();
  }

  private void assertNothingWasCommitted() {
    assertThat(
            alice
                .get("/v1/namespaces/" + ns + "/journal?after=0")
                .expect(200)
                .json()
                .path("head")
                .asInt())
        .isZero();
  }
}
