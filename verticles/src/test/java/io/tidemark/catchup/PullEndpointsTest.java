package io.tidemark.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.UserIds;
import io.tidemark.http.TestHub;
import io.tidemark.http.TestHub.Answer;
import io.tidemark.journal.Commits;
import io.tidemark.journal.Database;
import io.tidemark.journal.JournalReader;
import io.tidemark.journal.KnownUsers;
import io.tidemark.journal.MemberDirectory;
import io.tidemark.journal.Memories;
import io.tidemark.journal.Namespaces;
import io.tidemark.journal.RedisLink;
import io.tidemark.journal.StreamHealth;
import io.tidemark.protocol.CursorCodec;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PullEndpointsTest {
  private static final byte[] KEY = new byte[32];

  private final String user = "user-" + UUID.randomUUID();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Commits commits;
  private Database database;
  private RedisWatermarks watermarks;
  private TestHub hub;

  @BeforeEach
  void open() throws Exception {
    String uri = SharedServers.freshDatabase();
    commits = new Commits(uri);
    Vertx vertx = Vertx.vertx();
    database = Database.open(vertx, uri, 4);
    RedisLink redis = RedisLink.open(vertx, SharedServers.redis().address());
    while (!redis.isConnected()) {
      LockSupport.parkNanos(2_000_000);
    }
    Namespaces namespaces = new Namespaces(database);
    MemberDirectory members =
        new MemberDirectory(
            namespaces, Memories.small(), new StreamHealth(System.nanoTime()), registry);
    JournalReader journal = new JournalReader(database);
    watermarks = new RedisWatermarks(vertx, redis, 3_600_000, 100, Duration.ofDays(1), registry);
    hub =
        TestHub.start(
            vertx,
            new KnownUsers(database)::admit,
            List.of(),
            List.of(
                new JournalEndpoints(namespaces, Memories.small(), journal, registry),
                new AckEndpoints(members, watermarks),
                new ChangesEndpoints(
                    members,
                    new CatchUp(Memories.small(), redis, journal, registry),
                    watermarks,
                    new CursorCodec(KEY)),
                new SnapshotEndpoints(database, namespaces, KEY)));
  }

  @AfterEach
  void close() throws Exception {
    commits.close();
    TestHub.await(database.close());
    hub.close();
  }

  @Test
  void the_journal_is_read_in_pages() throws Exception {
    UUID ns = folder(5);
    JsonObject first = ok("/v1/namespaces/" + ns + "/journal?limit=3");
    assertThat(seqs(first.getJsonArray("entries"))).containsExactly(1L, 2L, 3L);
    assertThat(first.getLong("head")).isEqualTo(5);
    assertThat(first.getInteger("epoch")).isEqualTo(1);
    assertThat(first.getBoolean("hasMore")).isTrue();
    JsonObject second = ok("/v1/namespaces/" + ns + "/journal?after=3");
    assertThat(seqs(second.getJsonArray("entries"))).containsExactly(4L, 5L);
    assertThat(second.getBoolean("hasMore")).isFalse();
    assertThat(ok("/v1/namespaces/" + ns + "/journal?after=99").getJsonArray("entries")).isEmpty();
  }

  @Test
  void a_page_of_large_entries_is_cut_and_says_that_there_is_more() throws Exception {
    UUID ns = folder(0);
    commits.commitLarge(30, 150_000, ns);
    JsonObject page = ok("/v1/namespaces/" + ns + "/journal");
    assertThat(page.getJsonArray("entries").size()).isBetween(1, 29);
    assertThat(page.getBoolean("hasMore")).isTrue();
  }

  @Test
  void what_is_not_mine_is_not_there() throws Exception {
    UUID ns = commits.folder();
    for (String what : List.of("/journal", "/snapshot")) {
      refused(404, "not_found", get("/v1/namespaces/" + ns + what));
      refused(404, "not_found", get("/v1/namespaces/" + UUID.randomUUID() + what));
      refused(400, "malformed", get("/v1/namespaces/nonsense" + what));
      refused(400, "malformed", get("/v1/namespaces/" + ns + what + "?limit=0"));
    }
    refused(400, "malformed", get("/v1/namespaces/" + ns + "/journal?after=-1"));
    refused(400, "malformed", get("/v1/namespaces/" + ns + "/journal?limit=1001"));
  }

  @Test
  void a_device_pulls_from_the_hubs_watermarks_and_then_by_cursor() throws Exception {
    UUID ns = folder(4);
    assertThat(ack(ns, 1).status()).isEqualTo(204);
    JsonObject first = ok("/v1/changes?device=d1");
    JsonObject delta = first.getJsonArray("deltas").getJsonObject(0);
    assertThat(delta.getString("ns")).isEqualTo(ns.toString());
    assertThat(delta.getLong("from")).isEqualTo(1);
    assertThat(delta.getLong("to")).isEqualTo(4);
    assertThat(seqs(delta.getJsonArray("changes"))).containsExactly(2L, 3L, 4L);
    assertThat(first.getBoolean("hasMore")).isFalse();
    assertThat(
            ok("/v1/changes?device=d1&cursor=" + first.getString("cursor")).getJsonArray("deltas"))
        .isEmpty();
    commits.commit(1, ns);
    JsonObject next = ok("/v1/changes?device=d1&cursor=" + first.getString("cursor"));
    assertThat(next.getJsonArray("deltas").getJsonObject(0).getLong("from")).isEqualTo(4);
  }

  @Test
  void pulling_in_small_steps_gives_everything_once() throws Exception {
    UUID one = folder(250);
    UUID two = folder(7);
    List<Long> ofOne = new ArrayList<>();
    List<Long> ofTwo = new ArrayList<>();
    String cursor = "";
    boolean more = true;
    while (more) {
      JsonObject answer = ok("/v1/changes?device=d1&limit=120" + cursor);
      for (Object each : answer.getJsonArray("deltas")) {
        JsonObject delta = (JsonObject) each;
        boolean isOne = delta.getString("ns").equals(one.toString());
        (isOne ? ofOne : ofTwo).addAll(seqs(delta.getJsonArray("changes")));
      }
      cursor = "&cursor=" + answer.getString("cursor");
      more = answer.getBoolean("hasMore");
    }
    assertThat(ofOne).hasSize(250).isSorted().doesNotHaveDuplicates();
    assertThat(ofTwo).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(two).isNotEqualTo(one);
  }

  @Test
  void a_cursor_of_another_incarnation_is_told_to_begin_anew() throws Exception {
    UUID ns = folder(4);
    String cursor = ok("/v1/changes?device=d1").getString("cursor");
    commits.execute("UPDATE namespaces SET epoch = 2, head_seq = 1 WHERE ns = '" + ns + "'");
    JsonObject answer = ok("/v1/changes?device=d1&cursor=" + cursor);
    assertThat(answer.getJsonArray("deltas")).isEmpty();
    JsonObject reset = answer.getJsonArray("resets").getJsonObject(0);
    assertThat(reset.getString("type")).isEqualTo("reset");
    assertThat(reset.getInteger("epoch")).isEqualTo(2);
    assertThat(reset.getLong("head")).isEqualTo(1);
    assertThat(
            ok("/v1/changes?device=d1&cursor=" + answer.getString("cursor")).getJsonArray("resets"))
        .isEmpty();
  }

  @Test
  void where_history_has_gone_a_device_that_needs_it_is_told_to_begin_anew() throws Exception {
    UUID ns = folder(6);
    commits.execute("DELETE FROM journal WHERE ns = '" + ns + "' AND seq <= 4");
    commits.execute("UPDATE namespaces SET kept_after = 4 WHERE ns = '" + ns + "'");

    Answer gone = get("/v1/namespaces/" + ns + "/journal?after=3");
    refused(410, "history_gone", gone);
    assertThat(gone.body().getLong("keptAfter")).isEqualTo(4);
    assertThat(gone.body().getLong("head")).isEqualTo(6);
    JsonObject kept = ok("/v1/namespaces/" + ns + "/journal?after=4");
    assertThat(seqs(kept.getJsonArray("entries"))).containsExactly(5L, 6L);

    ack(ns, 3);
    JsonObject behind = ok("/v1/changes?device=d1");
    assertThat(behind.getJsonArray("deltas")).isEmpty();
    JsonObject reset = behind.getJsonArray("resets").getJsonObject(0);
    assertThat(reset.getString("reason")).isEqualTo("history");
    assertThat(reset.getLong("head")).isEqualTo(6);
    ack(ns, 4);
    JsonObject near = ok("/v1/changes?device=d1");
    assertThat(near.getJsonArray("resets")).isEmpty();
    assertThat(near.getJsonArray("deltas").getJsonObject(0).getLong("to")).isEqualTo(6);

    commits.execute("DELETE FROM journal WHERE ns = '" + ns + "'");
    commits.execute("UPDATE namespaces SET kept_after = 6 WHERE ns = '" + ns + "'");
    JsonObject all = ok("/v1/namespaces/" + ns + "/journal?after=6");
    assertThat(all.getJsonArray("entries")).isEmpty();
    assertThat(all.getBoolean("hasMore")).isFalse();
  }

  @Test
  void pulls_that_cannot_be_read_are_refused() {
    refused(400, "invalid_cursor", get("/v1/changes?device=d1&cursor=nonsense"));
    refused(400, "malformed", get("/v1/changes"));
    refused(400, "malformed", get("/v1/changes?device=no%20device"));
  }

  @Test
  void acknowledgements_that_cannot_be_true_are_refused_and_change_nothing() throws Exception {
    UUID ns = folder(4);
    refused(400, "malformed", ack(ns, 5));
    refused(400, "malformed", ack(ns, -1));
    refused(404, "not_found", ack(commits.folder(), 0));
    refused(400, "malformed", hub.call(user, "POST", "/v1/ack", new JsonObject()));
    refused(
        400, "malformed", hub.call(user, "POST", "/v1/ack", new JsonObject().put("device", "d1")));
    refused(
        400,
        "malformed",
        hub.call(
            user,
            "POST",
            "/v1/ack",
            new JsonObject()
                .put("device", "d1")
                .put("watermarks", new JsonObject().put("nonsense", 1))));
    assertThat(TestHub.await(watermarks.get(new DeviceName(user, "d1")))).isEmpty();
  }

  @Test
  void a_snapshot_shows_what_can_be_reached_with_its_path() throws Exception {
    UUID ns = folder(3);
    UUID design = file(ns, null, "Design", "folder", false);
    UUID logo = file(ns, design, "logo.png", "file", false);
    UUID trash = file(ns, null, "Old", "folder", true);
    file(ns, trash, "lost.txt", "file", false);
    file(ns, design, "gone.txt", "file", true);
    JsonObject snapshot = ok("/v1/namespaces/" + ns + "/snapshot");
    assertThat(snapshot.getLong("seq")).isEqualTo(3);
    assertThat(snapshot.getString("nextPageToken")).isNull();
    assertThat(paths(snapshot)).containsExactlyInAnyOrder("/Design", "/Design/logo.png");
    JsonObject under = ok("/v1/namespaces/" + ns + "/snapshot?under=" + design);
    assertThat(paths(under)).containsExactly("/Design/logo.png");
    JsonObject file = under.getJsonArray("files").getJsonObject(0);
    assertThat(file.getString("fileId")).isEqualTo(logo.toString());
    assertThat(file.getString("parentId")).isEqualTo(design.toString());
    assertThat(file.getString("kind")).isEqualTo("file");
    assertThat(file.getLong("version")).isEqualTo(3);
    assertThat(file.getLong("size")).isEqualTo(12);
    refused(404, "not_found", get("/v1/namespaces/" + ns + "/snapshot?under=" + trash));
    refused(404, "not_found", get("/v1/namespaces/" + ns + "/snapshot?under=" + logo));
  }

  @Test
  void a_snapshot_in_pages_is_whole_and_keeps_the_seq_of_its_beginning() throws Exception {
    UUID ns = folder(3);
    UUID design = file(ns, null, "Design", "folder", false);
    for (int count = 0; count < 12; count++) {
      file(ns, design, "file-" + count, "file", false);
    }
    for (String under : List.of("", "&under=" + design)) {
      List<String> paths = new ArrayList<>();
      String token = "";
      while (token != null) {
        JsonObject page = ok("/v1/namespaces/" + ns + "/snapshot?limit=5" + under + token);
        paths.addAll(paths(page));
        String next = page.getString("nextPageToken");
        token = next == null ? null : "&pageToken=" + next;
        assertThat(page.getLong("seq")).isEqualTo(under.isEmpty() ? 3 : 6);
        if (under.isEmpty() && paths.size() == 5) {
          commits.commit(3, ns);
        }
      }
      assertThat(paths).hasSize(under.isEmpty() ? 13 : 12).doesNotHaveDuplicates();
    }
  }

  @Test
  void a_page_token_that_this_hub_did_not_give_for_this_listing_is_refused() throws Exception {
    UUID ns = folder(1);
    UUID other = folder(1);
    file(ns, null, "one", "file", false);
    file(ns, null, "two", "file", false);
    String token = ok("/v1/namespaces/" + ns + "/snapshot?limit=1").getString("nextPageToken");
    refused(400, "malformed", get("/v1/namespaces/" + other + "/snapshot?pageToken=" + token));
    refused(400, "malformed", get("/v1/namespaces/" + ns + "/snapshot?pageToken=nonsense"));
    char last = token.charAt(20);
    String tampered = token.substring(0, 20) + (last == 'A' ? 'B' : 'A') + token.substring(21);
    refused(400, "malformed", get("/v1/namespaces/" + ns + "/snapshot?pageToken=" + tampered));
  }

  private UUID folder(int entries) throws Exception {
    UUID ns = commits.folder();
    commits.member(ns, user, "viewer");
    if (entries > 0) {
      commits.commit(entries, ns);
    }
    return ns;
  }

  private UUID file(UUID ns, UUID parent, String name, String kind, boolean isDeleted)
      throws Exception {
    UUID id = UUID.randomUUID();
    commits.execute(
        "INSERT INTO files (file_id, owner_user_id, parent_folder_id, name, name_key, is_deleted,"
            + " ns, kind, version_id, size_bytes) VALUES ('%s', '%s', %s, '%s', '%s', %s, '%s', '%s',"
                .formatted(
                    id,
                    UserIds.of("owner"),
                    parent == null ? "NULL" : "'" + parent + "'",
                    name,
                    name.toLowerCase(java.util.Locale.ROOT),
                    isDeleted,
                    ns,
                    kind)
            + " 3, 12)");
    return id;
  }

  private Answer ack(UUID ns, long seq) {
    return hub.call(
        user,
        "POST",
        "/v1/ack",
        new JsonObject()
            .put("device", "d1")
            .put("watermarks", new JsonObject().put(ns.toString(), seq)));
  }

  private Answer get(String path) {
    return hub.call(user, "GET", path, null);
  }

  private JsonObject ok(String path) {
    Answer answer = get(path);
    assertThat(answer.status()).as(answer.body().encode()).isEqualTo(200);
    return answer.body();
  }

  private static void refused(int status, String code, Answer answer) {
    assertThat(answer.code()).as(answer.body().encode()).isEqualTo(code);
    assertThat(answer.status()).isEqualTo(status);
  }

  private static List<Long> seqs(JsonArray changes) {
    return changes.stream().map(change -> ((JsonObject) change).getLong("seq")).toList();
  }

  private static List<String> paths(JsonObject snapshot) {
    return snapshot.getJsonArray("files").stream()
        .map(file -> ((JsonObject) file).getString("path"))
        .toList();
  }
}
