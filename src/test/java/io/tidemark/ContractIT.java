package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.protocol.Role;
import io.tidemark.protocol.ServerFrame;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The running hub answers as {@code openapi.yaml} and {@code asyncapi.yaml} say. {@link
 * TestClient}, {@link TestSocket} and {@link TestEvents} hold everything against them; here each
 * operation is made to answer, and refuse, at least once.
 */
class ContractIT {
  private static final String NOBODY = "/v1/files/" + new UUID(1, 2);

  @TestFactory
  Stream<DynamicTest> each_operation_answers_and_refuses_as_documented() {
    return Stream.of(
        DynamicTest.dynamicTest("files", ContractIT::files),
        DynamicTest.dynamicTest("versions", ContractIT::versions),
        DynamicTest.dynamicTest("batches", ContractIT::batches),
        DynamicTest.dynamicTest("blocks", ContractIT::blocks),
        DynamicTest.dynamicTest("team folders", ContractIT::teamFolders),
        DynamicTest.dynamicTest("shares", ContractIT::shares),
        DynamicTest.dynamicTest("thumbnails", ContractIT::thumbnails),
        DynamicTest.dynamicTest("the journal", ContractIT::journal),
        DynamicTest.dynamicTest("pulling", ContractIT::pulling),
        DynamicTest.dynamicTest("operations", ContractIT::operations),
        DynamicTest.dynamicTest("server-sent events", ContractIT::events),
        DynamicTest.dynamicTest("log-outs", ContractIT::logouts),
        DynamicTest.dynamicTest("nothing was left out", ContractIT::everyOperationAnswered));
  }

  private static void files() {
    TestClient alice = TestHub.get().newUser();
    String ns = alice.teamFolder("Files");
    Answer made = alice.createFile(ns, "/Design/logo.png").expect(201);
    String file = made.text("fileId");
    assertThat(made.text("path")).isEqualTo("/Design/logo.png");
    Answer taken = alice.createFile(ns, "/design/LOGO.png").expect(409, "name_taken");
    assertThat(taken.text("fileId")).isEqualTo(file);
    alice.createFile(ns, "/a/../b").expect(400, "invalid_name");
    alice.createFile(ns, "/a\\u0000").expect(400);
    alice.createFile(ns, "/\\ud800").expect(400);
    alice.createFile(ns, "/a//b").expect(400, "invalid_name");
    alice.createFile(ns, "/" + "x".repeat(1025)).expect(400, "invalid_name");
    alice.createFile(new UUID(3, 4).toString(), "/a").expect(404, "not_found");
    alice.post("/v1/files", "{\"ns\":").expect(400, "malformed");

    String folder =
        alice
            .post(
                "/v1/files",
                "{\"ns\":\"" + ns + "\",\"path\":\"/Design/drafts\",\"kind\":\"folder\"}")
            .expect(201)
            .text("fileId");
    alice
        .post(
            "/v1/files", "{\"ns\":\"%s\",\"parentId\":\"%s\",\"name\":\"a\"}".formatted(ns, folder))
        .expect(201);
    alice.get("/v1/files/" + file).expect(200);
    alice.get("/v1/files/" + folder).expect(200);
    alice.get(NOBODY).expect(404, "not_found");
    alice.get("/v1/files/not-a-uuid").expect(400, "malformed");
    TestHub.get().newUser().get("/v1/files/" + file).expect(404, "not_found");
    TestHub.get().stranger().get("/v1/files/" + file).expect(401, "unauthorized");

    alice.patch("/v1/files/" + file, "{\"name\":\"logo-2.png\"}").expect(200);
    alice.patch("/v1/files/" + file, "{\"parentId\":\"" + folder + "\"}").expect(200);
    alice
        .patch("/v1/files/" + folder, "{\"parentId\":\"" + folder + "\"}")
        .expect(409, "would_cycle");
    alice.patch("/v1/files/" + file, "{\"name\":\"a\"}").expect(409, "name_taken");
    String home = homeOf(alice);
    alice
        .patch("/v1/files/" + file, "{\"ns\":\"" + home + "\",\"path\":\"/logo.png\"}")
        .expect(200);

    alice.delete("/v1/files/" + file).expect(200);
    alice.post("/v1/files/" + file + "/undelete", "{}").expect(200);
    alice.post("/v1/files/" + file + "/undelete", "{}").expect(409, "not_deleted");
    alice.delete(NOBODY).expect(404, "not_found");
  }

  private static void versions() {
    TestClient alice = TestHub.get().newUser();
    String ns = alice.teamFolder("Versions");
    String file = alice.createFile(ns, "/a.txt").expect(201).text("fileId");
    String one = alice.storedBlock(ns, "one");
    String two = alice.storedBlock(ns, "two");
    String path = "/v1/files/" + file + "/versions";

    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    Answer first = alice.call("POST", path, TestClient.commitBody(0, one), key).expect(201);
    Answer again = alice.call("POST", path, TestClient.commitBody(0, one), key).expect(201);
    assertThat(again.body()).isEqualTo(first.body());
    alice
        .call("POST", path, TestClient.commitBody(0, two), key)
        .expect(422, "idempotency_key_reused");
    alice.commit(file, 1, two).expect(201);
    Answer conflict = alice.commit(file, 1, one).expect(201);
    assertThat(conflict.json().at("/conflict/ofVersion").asInt()).isEqualTo(2);
    assertThat(conflict.json().at("/conflict/path").asText())
        .startsWith("/a (" + alice.user() + "'s conflicted copy ");
    alice.commit(file, 99, one).expect(409, "version_unknown");
    Answer missing =
        alice.commit(file, 2, TestClient.block("never stored".getBytes(StandardCharsets.UTF_8)));
    assertThat(missing.expect(409, "blocks_missing").json().path("missing")).hasSize(1);
    alice.commit(file, 2, "{\"sha256\":\"xyz\",\"size\":1}").expect(400, "malformed");
    alice.commit(NOBODY.substring(10), 0, one).expect(404, "not_found");

    Answer history = alice.get(path).expect(200);
    assertThat(history.json().path("versions")).hasSize(2);
    Answer page = alice.get(path + "?limit=1").expect(200);
    alice.get(path + "?limit=1&pageToken=" + page.text("nextPageToken")).expect(200);
    Answer manifest = alice.get(path + "/1").expect(200);
    String getUrl = manifest.json().at("/blocks/0/getUrl").asText();
    assertThat(get(getUrl).expect(200).body()).isEqualTo("one");
    alice.get(path + "/77").expect(404, "not_found");

    Answer back = alice.post("/v1/files/" + file + "/rollback", "{\"version\":1}").expect(201);
    assertThat(back.json().path("version").asInt()).isEqualTo(3);
    alice
        .post("/v1/files/" + file + "/rollback", "{\"version\":77}")
        .expect(409, "version_unknown");
    alice.delete("/v1/files/" + file).expect(200);
    alice.post("/v1/files/" + file + "/rollback", "{\"version\":1}").expect(409, "deleted");
    assertThat(alice.commit(file, 3, two).expect(201).json().path("restored").asBoolean()).isTrue();
  }

  private static void batches() {
    TestClient alice = TestHub.get().newUser();
    String ns = alice.teamFolder("Batches");
    String block = alice.storedBlock(ns, "batch");
    Answer answer =
        alice
            .post(
                "/v1/namespaces/" + ns + "/commits",
                """
                {"commits":[
                  {"path":"/x/a","blocks":[%s],"device":"d1"},
                  {"path":"/x/b","blocks":[],"parentVersion":0},
                  {"path":"/x/c","blocks":[{"sha256":"%s","size":3}]}]}\
                """
                    .formatted(block, "0".repeat(64)))
            .expect(200);
    assertThat(answer.json().at("/results/0/status").asInt()).isEqualTo(201);
    assertThat(answer.json().at("/results/1/status").asInt()).isEqualTo(201);
    assertThat(answer.json().at("/results/2/code").asText()).isEqualTo("blocks_missing");
    alice
        .post("/v1/namespaces/" + ns + "/commits", "{\"commits\":[{\"path\":\"x\",\"blocks\":[]}]}")
        .expect(400, "invalid_name");
    alice.post("/v1/namespaces/" + ns + "/commits", "{\"commits\":[]}").expect(400, "malformed");
    alice
        .post(
            "/v1/namespaces/" + new UUID(5, 6) + "/commits",
            "{\"commits\":[{\"path\":\"/x\",\"blocks\":[]}]}")
        .expect(404, "not_found");
  }

  private static void blocks() {
    TestClient alice = TestHub.get().newUser();
    String ns = alice.teamFolder("Blocks");
    byte[] bytes = ("block of " + alice.user()).getBytes(StandardCharsets.UTF_8);
    String check = "{\"ns\":\"" + ns + "\",\"blocks\":[" + TestClient.block(bytes) + "]}";
    Answer missing = alice.post("/v1/blocks/check", check).expect(200);
    String url = missing.json().at("/missing/0/putUrl").asText();
    byte[] wrong = bytes.clone();
    wrong[0]++;
    alice.putBlock(url, wrong).expect(400, "hash_mismatch");
    alice.putBlock(url, new byte[3]).expect(400, "hash_mismatch");
    alice.putBlock(url.replace("size=", "size=1"), bytes).expect(403, "url_invalid");
    alice.putBlock(url.replaceFirst("expires=\\d+", "expires=1"), bytes).expect(403, "url_invalid");
    alice.putBlock(url, bytes).expect(201);
    alice.putBlock(url, bytes).expect(201);
    assertThat(alice.post("/v1/blocks/check", check).expect(200).json().path("missing")).isEmpty();
    get(url).expect(403, "url_invalid");
    alice.post("/v1/blocks/check", "{\"ns\":\"" + ns + "\"}").expect(400, "malformed");
    TestHub.get().newUser().post("/v1/blocks/check", check).expect(404, "not_found");
  }

  private static void teamFolders() {
    TestClient alice = TestHub.get().newUser();
    TestClient bob = TestHub.get().newUser();
    String ns = alice.teamFolder("Team");
    String folder = "/v1/team-folders/" + ns;
    alice.get(folder).expect(200);
    bob.get(folder).expect(404, "not_found");
    alice.post("/v1/team-folders", "{}").expect(400, "malformed");
    String settings = "/v1/admin/team-folders/" + ns + "/settings";
    alice.put(settings, "{\"windowMs\":1000}").expect(200);
    alice.get(settings).expect(200);
    alice.put(settings, "{\"windowMs\":5}").expect(400, "malformed");
    String storms = "/v1/admin/team-folders/" + ns + "/storms";
    alice.get(storms).expect(200);
    alice.get(storms + "?limit=101").expect(400, "malformed");
    bob.get(storms).expect(404, "not_found");
    alice.put(folder + "/members/" + bob.user(), "{\"role\":\"viewer\"}").expect(200);
    bob.get(folder).expect(200);
    bob.createFile(ns, "/mine").expect(403, "forbidden");
    bob.put(folder + "/members/eve", "{\"role\":\"viewer\"}").expect(403, "forbidden");
    alice
        .put(
            folder + "/members",
            """
            {"members":[{"user":"m-1","role":"editor","expiresAt":"2100-01-01T00:00:00Z"},
              {"user":"m-2","role":"viewer"}]}\
            """)
        .expect(200);
    alice
        .put(folder + "/members", "{\"members\":[{\"user\":\"a b\",\"role\":\"editor\"}]}")
        .expect(400, "malformed");
    alice.put(folder + "/members/m-1", "{\"role\":\"king\"}").expect(400, "malformed");
    assertThat(alice.get(folder + "/members").expect(200).json().path("members")).hasSize(4);
    alice.get(folder + "/members?limit=1").expect(200);
    String devices = "/v1/admin/team-folders/" + ns + "/devices";
    assertThat(alice.get(devices).expect(200).text("ns")).isEqualTo(ns);
    bob.get(devices).expect(403, "forbidden");
    alice.delete(folder + "/members/" + alice.user()).expect(409, "last_owner");
    alice.delete(folder + "/members/m-2").expect(204);
    alice.delete("/v1/team-folders/" + new UUID(7, 8) + "/members/m-2").expect(404, "not_found");
  }

  private static void shares() {
    TestClient alice = TestHub.get().newUser();
    TestClient bob = TestHub.get().newUser();
    bob.get("/v1/namespaces").expect(200);
    String home = homeOf(alice);
    String file = alice.createFile(home, "/shared.txt").expect(201).text("fileId");
    bob.get("/v1/files/" + file).expect(404, "not_found");
    Answer share =
        alice
            .post(
                "/v1/shares",
                "{\"fileId\":\"%s\",\"grantee\":\"%s\",\"permission\":\"viewer\"}"
                    .formatted(file, bob.user()))
            .expect(201);
    bob.get("/v1/files/" + file).expect(200);
    alice.post("/v1/shares", "{\"fileId\":\"" + file + "\",\"permission\":\"viewer\"}").expect(201);
    alice
        .post("/v1/shares", "{\"fileId\":\"" + file + "\",\"permission\":\"all\"}")
        .expect(400, "malformed");
    alice.get("/v1/shares?fileId=" + file).expect(200);
    alice.get("/v1/shares/" + share.text("shareId")).expect(200);
    alice.delete("/v1/shares/" + share.text("shareId")).expect(204);
    alice.get("/v1/shares/" + share.text("shareId")).expect(404, "not_found");
    bob.get("/v1/files/" + file).expect(404, "not_found");
  }

  private static void thumbnails() {
    TestClient alice = TestHub.get().newUser();
    String ns = alice.teamFolder("Pictures");
    String file = alice.createFile(ns, "/a.gif").expect(201).text("fileId");
    byte[] gif = Base64.getDecoder().decode("R0lGODdhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=");
    alice.commit(file, 0, alice.storedBlock(ns, gif)).expect(201);
    String body = "{\"size\":\"64\",\"items\":[{\"fileId\":\"%s\"}]}".formatted(file);
    assertThat(alice.post("/v1/thumbnails", body).expect(200).text("status")).isEqualTo("ok");
    alice.get("/v1/thumbnails/" + file).expect(200);
    alice.get(NOBODY.replace("files", "thumbnails")).expect(404, "not_found");
    alice.post("/v1/thumbnails", "{\"size\":\"64\",\"items\":[]}").expect(400, "malformed");
    TestHub.get().stranger().post("/v1/thumbnails", body).expect(401, "unauthorized");
  }

  private static void journal() {
    TestClient alice = TestHub.get().newUser();
    String ns = alice.teamFolder("Journal");
    alice.createFile(ns, "/x/y").expect(201);
    Answer entries = alice.get("/v1/namespaces/" + ns + "/journal?after=0").expect(200);
    assertThat(entries.json().path("entries")).hasSize(2);
    assertThat(entries.json().path("head").asInt()).isEqualTo(2);
    assertThat(
            alice
                .get("/v1/namespaces/" + ns + "/journal?after=0&limit=1")
                .expect(200)
                .json()
                .path("hasMore")
                .asBoolean())
        .isTrue();
    alice.get("/v1/namespaces/" + ns + "/journal?after=-1").expect(400, "malformed");
    alice.get("/v1/namespaces/" + ns + "/journal?limit=1001").expect(400, "malformed");
    alice.get("/v1/namespaces/" + new UUID(9, 9) + "/journal").expect(404, "not_found");
    Answer snapshot = alice.get("/v1/namespaces/" + ns + "/snapshot").expect(200);
    assertThat(snapshot.json().path("files")).hasSize(2);
    assertThat(snapshot.json().path("seq").asInt()).isEqualTo(2);
    for (JsonNode entry : snapshot.json().path("files")) {
      boolean folder = entry.path("kind").asText().equals("folder");
      alice
          .get("/v1/namespaces/" + ns + "/snapshot?under=" + entry.path("fileId").asText())
          .expect(folder ? 200 : 404);
    }
    alice.get("/v1/namespaces/" + ns + "/snapshot?under=x").expect(400, "malformed");
    alice.get("/v1/namespaces/" + new UUID(9, 9) + "/snapshot").expect(404, "not_found");
  }

  private static void pulling() {
    TestClient alice = TestHub.get().newUser();
    String ns = alice.teamFolder("Pull");
    alice.createFile(ns, "/a").expect(201);
    Answer changes = alice.get("/v1/changes?device=d1").expect(200);
    assertThat(changes.json().path("deltas")).hasSize(1);
    String cursor = changes.text("cursor");
    assertThat(
            alice.get("/v1/changes?device=d1&cursor=" + cursor).expect(200).json().path("deltas"))
        .isEmpty();
    alice.get("/v1/changes?device=d1&cursor=AAAA").expect(400, "invalid_cursor");
    alice.get("/v1/changes").expect(400, "malformed");
    Answer waited = alice.get("/v1/changes/longpoll?device=d2").expect(200);
    assertThat(waited.json().path("changes").asBoolean()).isTrue();
    waited = alice.get("/v1/changes/longpoll?timeoutSeconds=1&cursor=" + cursor).expect(200);
    assertThat(waited.json().path("changes").asBoolean()).isFalse();
    alice.get("/v1/changes/longpoll?cursor=AAAA").expect(400, "invalid_cursor");
    TestHub.get().stranger().get("/v1/changes/longpoll?device=d1").expect(401, "unauthorized");
    String ack = "{\"device\":\"d1\",\"watermarks\":{\"" + ns + "\":%s}}";
    alice.post("/v1/ack", ack.formatted("1")).expect(204);
    alice.post("/v1/ack", ack.formatted("-1")).expect(400, "malformed");
    alice.post("/v1/ack", ack.formatted("2")).expect(400, "malformed");
    alice
        .post("/v1/ack", "{\"device\":\"d1\",\"watermarks\":{\"" + new UUID(9, 9) + "\":1}}")
        .expect(404, "not_found");
    JsonNode namespaces = alice.get("/v1/namespaces").expect(200).json().path("namespaces");
    assertThat(namespaces).hasSize(2);
  }

  private static void operations() {
    TestClient stranger = TestHub.get().stranger();
    Answer token =
        stranger
            .post("/v1/dev/token", "{\"user\":\"dev\",\"device\":\"d1\",\"ttlSeconds\":60}")
            .expect(200);
    TestHub.get().withToken(token.text("token")).get("/v1/namespaces").expect(200);
    stranger.post("/v1/dev/token", "{\"user\":\"a b\"}").expect(400, "malformed");
    stranger.get("/livez").expect(200);
    assertThat(stranger.get("/readyz").expect(200).json().path("dependencies"))
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(stranger.get("/metrics").expect(200).body())
        .contains(
            "uploads_committed_total",
            "uploads_attempted_total",
            "uploads_failed_total",
            "metadata_commit_duration_seconds",
            "block_download_errors_total",
            "notification_lag_seconds");
    TestHub.get().newUser().get("/v1/nothing").expect(404, "not_found");
    TestHub.get().newUser().delete("/v1/namespaces").expect(405, "method_not_allowed");
  }

  private static void logouts() {
    TestHub hub = TestHub.get();
    TestClient nobody = hub.stranger();
    String user = "leaving-" + UUID.randomUUID();
    TestClient phone = hub.withToken(devToken(user, "\"device\":\"phone\""));
    TestClient all = hub.withToken(devToken(user, "\"device\":\"laptop\""));
    phone.get("/v1/namespaces").expect(200);
    phone.post("/v1/logout", "{\"device\":\"laptop\"}").expect(403, "forbidden");
    phone.post("/v1/logout", "{}").expect(200);
    phone.get("/v1/namespaces").expect(401, "unauthorized");
    all.get("/v1/namespaces").expect(200);
    all.post("/v1/logout", "{\"everywhere\":true,\"device\":\"laptop\"}").expect(400, "malformed");
    all.post("/v1/logout", "{\"everywhere\":true}").expect(200);
    all.get("/v1/namespaces").expect(401, "unauthorized");
    nobody.post("/v1/logout", "{}").expect(401, "unauthorized");

    TestClient other = hub.newUser();
    other.get("/v1/namespaces").expect(200);
    String revoke = "/v1/admin/users/" + other.user() + "/revoke";
    other.post(revoke, "{}").expect(403, "forbidden");
    TestClient admin = hub.withToken(devToken("operator", "\"scope\":\"admin\""));
    admin.post("/v1/admin/users/no%20name/revoke", "{}").expect(400, "malformed");
    admin.post(revoke, "{}").expect(200);
    other.get("/v1/namespaces").expect(401, "unauthorized");
  }

  private static String devToken(String user, String more) {
    return TestHub.get()
        .stranger()
        .post("/v1/dev/token", "{\"user\":\"" + user + "\"," + more + "}")
        .expect(200)
        .text("token");
  }

  private static void events() {
    TestClient alice = TestHub.get().newUser();
    String ns = alice.teamFolder("Events");
    alice.createFile(ns, "/before").expect(201);
    String lastId;
    try (TestEvents events = TestEvents.open(alice, "device=d1", null)) {
      assertThat(events.headers().firstValue("Cache-Control")).hasValue("no-store");
      assertThat(events.headers().firstValue("X-Accel-Buffering")).hasValue("no");
      assertThat(events.next().type()).isEqualTo("welcome");
      assertThat(((ServerFrame.Delta) events.next("delta").frame()).to()).isEqualTo(1);
      TestEvents.Event live = events.next("live");
      assertThat(live.id()).isNotNull();
      alice.createFile(ns, "/after").expect(201);
      TestEvents.Event delta = events.next("delta");
      assertThat(((ServerFrame.Delta) delta.frame()).from()).isEqualTo(1);
      assertThat(events.retrySeen()).isTrue();
      lastId = delta.id();
    }
    alice.createFile(ns, "/later").expect(201);
    try (TestEvents events = TestEvents.open(alice, "device=d1", lastId)) {
      ServerFrame.Delta missed = (ServerFrame.Delta) events.next("delta").frame();
      // From the last id on: what came after it may come again, but nothing is left out.
      assertThat(missed.from()).isLessThanOrEqualTo(2);
      while (missed.to() < 3) {
        long reached = missed.to();
        missed = (ServerFrame.Delta) events.next("delta").frame();
        assertThat(missed.from()).isEqualTo(reached);
      }
    }
    alice.get("/v1/events").expect(400, "malformed");
    alice.get("/v1/events?device=d1&cursor=AAAA").expect(400, "invalid_cursor");
    TestHub.get().stranger().get("/v1/events?device=d1").expect(401, "unauthorized");
  }

  /** Of each operation in the document at least one good answer and one refusal was seen. */
  private static void everyOperationAnswered() {
    Set<String> expected = new TreeSet<>();
    for (JsonNode path : TestClient.CONTRACT.openapi().path("paths")) {
      for (JsonNode operation : path) {
        if (operation.has("operationId")) {
          expected.add(operation.path("operationId").asText());
        }
      }
    }
    expected.remove("connect"); // A WebSocket: below, and in the tests of bad frames.
    Set<String> answered = new TreeSet<>();
    for (String seen : TestClient.SEEN) {
      String[] parts = seen.split(" ");
      if (parts[1].startsWith("2")) {
        answered.add(parts[0]);
      }
    }
    assertThat(answered).containsAll(expected);
  }

  @Test
  void a_websocket_speaks_as_documented() {
    TestClient alice = TestHub.get().newUser();
    TestClient bob = TestHub.get().newUser();
    String ns = alice.teamFolder("Socket");
    alice.createFile(ns, "/before").expect(201);
    try (TestSocket socket = TestSocket.hello(alice, "d1")) {
      ServerFrame.Welcome welcome = (ServerFrame.Welcome) socket.next();
      assertThat(welcome.namespaces()).hasSize(2);
      ServerFrame.Delta caughtUp = socket.next(ServerFrame.Delta.class);
      assertThat(caughtUp.from()).isZero();
      assertThat(caughtUp.to()).isEqualTo(1);
      socket.next(ServerFrame.Live.class);
      socket.send("{\"type\":\"ping\"}");
      socket.next(ServerFrame.Pong.class);
      String file = alice.createFile(ns, "/after").expect(201).text("fileId");
      ServerFrame.Delta pushed = socket.next(ServerFrame.Delta.class);
      assertThat(pushed.from()).isEqualTo(1);
      assertThat(pushed.changes().getLast().fileId()).hasToString(file);
      socket.send("{\"type\":\"ack\",\"watermarks\":{\"" + ns + "\":2}}");
      socket.send(
          "{\"type\":\"refresh\",\"token\":\"" + TestHub.get().tokens().of(alice.user()) + "\"}");
      socket.send("{\"type\":\"ping\"}");
      socket.next(ServerFrame.Pong.class);
    }
    try (TestSocket socket = TestSocket.hello(bob, "d2")) {
      socket.next(ServerFrame.Live.class);
      String member = "/v1/team-folders/" + ns + "/members/" + bob.user();
      alice.put(member, "{\"role\":\"editor\"}").expect(200);
      // The home that bob was just given may be told again.
      ServerFrame.Joined joined = socket.next(ServerFrame.Joined.class);
      while (!joined.namespace().ns().toString().equals(ns)) {
        joined = socket.next(ServerFrame.Joined.class);
      }
      assertThat(joined.namespace().role()).isEqualTo(Role.EDITOR);
      for (long reached = 0; reached < 2; ) {
        ServerFrame.Delta delta = socket.next(ServerFrame.Delta.class);
        assertThat(delta.from()).isEqualTo(reached);
        reached = delta.to();
      }
      alice.delete(member).expect(204);
      assertThat(socket.next(ServerFrame.Left.class).ns()).hasToString(ns);
    }
  }

  private static String homeOf(TestClient client) {
    for (JsonNode namespace : client.get("/v1/namespaces").expect(200).json().path("namespaces")) {
      if (namespace.path("kind").asText().equals("home")) {
        return namespace.path("ns").asText();
      }
    }
    throw new AssertionError(client.user() + " has no home");
  }

  private static Answer get(String url) {
    return TestClient.send(HttpRequest.newBuilder(URI.create(url)).build());
  }
}
