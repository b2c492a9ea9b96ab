package io.tidemark.commit;

import static io.tidemark.commit.CommitWorld.edit;
import static io.tidemark.commit.CommitWorld.fileId;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.http.TestHub.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilesOverHttpTest {
  private static CommitWorld world;
  private UUID ns;

  @BeforeAll
  static void start() {
    world = new CommitWorld();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @BeforeEach
  void freshFolder() {
    ns = world.teamFolder("alice");
  }

  @Test
  void a_file_is_made_with_its_missing_folders() {
    Answer made = world.createFile("alice", ns, "/Design/2026/logo.png");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().getString("path")).isEqualTo("/Design/2026/logo.png");
    assertThat(made.body().getLong("version")).isZero();
    assertThat(world.journal(ns))
        .extracting(change -> change.getString("path"))
        .containsExactly("/Design", "/Design/2026", "/Design/2026/logo.png");
    assertThat(world.journal(ns))
        .extracting(change -> change.getLong("seq"))
        .containsExactly(1L, 2L, 3L);
    assertThat(world.read("alice", fileId(made)).body().getString("path"))
        .isEqualTo("/Design/2026/logo.png");
  }

  @Test
  void a_version_is_committed_listed_and_read_with_a_url_for_each_block() {
    UUID file = fileId(world.createFile("alice", ns, "/a.bin"));
    JsonObject one = world.block(1, 10);
    JsonObject two = world.block(2, 20);

    Answer first = world.commit("alice", file, 0, one, two);
    Answer second = world.commit("alice", file, 1, two);

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.body().getLong("version")).isEqualTo(1);
    assertThat(first.body().getString("ns")).isEqualTo(ns.toString());
    assertThat(second.body().getLong("version")).isEqualTo(2);
    Answer manifest = world.hub.call("alice", "GET", "/v1/files/" + file + "/versions/1", null);
    assertThat(manifest.status()).isEqualTo(200);
    assertThat(manifest.body().getLong("size")).isEqualTo(30);
    assertThat(manifest.body().getJsonArray("blocks").getJsonObject(1).getString("getUrl"))
        .isEqualTo("get:" + two.getString("sha256") + ":20");
    Answer page = world.hub.call("alice", "GET", "/v1/files/" + file + "/versions?limit=1", null);
    assertThat(page.body().getJsonArray("versions").getJsonObject(0).getLong("version"))
        .isEqualTo(2);
    assertThat(page.body().getJsonArray("versions").getJsonObject(0).getString("user"))
        .isEqualTo("alice");
    Answer rest =
        world.hub.call(
            "alice",
            "GET",
            "/v1/files/" + file + "/versions?pageToken=" + page.body().getString("nextPageToken"),
            null);
    assertThat(rest.body().getJsonArray("versions").getJsonObject(0).getLong("version"))
        .isEqualTo(1);
    assertThat(rest.body().getBoolean("hasMore")).isFalse();
  }

  @Test
  void an_empty_version_is_a_version() {
    UUID file = fileId(world.createFile("alice", ns, "/empty"));

    assertThat(world.commit("alice", file, 0).status()).isEqualTo(201);
    Answer manifest = world.hub.call("alice", "GET", "/v1/files/" + file + "/versions/1", null);
    assertThat(manifest.body().getJsonArray("blocks")).isEmpty();
  }

  @Test
  void a_commit_with_missing_blocks_or_wrong_sizes_names_them_and_leaves_nothing() {
    UUID file = fileId(world.createFile("alice", ns, "/a"));
    JsonObject stored = world.block(3, 30);
    JsonObject missing = new JsonObject().put("sha256", "f".repeat(64)).put("size", 5);

    Answer answer =
        world.commit("alice", file, 0, stored.copy().put("size", 31), missing, world.block(4, 4));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("blocks_missing");
    assertThat(answer.body().getJsonArray("missing"))
        .isEqualTo(new JsonArray().add(stored).add(new JsonObject().put("sha256", "f".repeat(64))));
    assertThat(world.journal(ns)).hasSize(1);
  }

  @Test
  void more_blocks_than_a_version_may_have_are_refused() {
    UUID file = fileId(world.createFile("alice", ns, "/a"));
    JsonObject block = world.block(5, 1);
    JsonArray blocks = new JsonArray();
    for (int i = 0; i <= 100_000; i++) {
      blocks.add(block);
    }
    JsonObject body = new JsonObject().put("blocks", blocks);

    Answer tooMany = world.hub.call("alice", "POST", "/v1/files/" + file + "/versions", body);
    blocks.remove(0);
    Answer justFits = world.hub.call("alice", "POST", "/v1/files/" + file + "/versions", body);

    assertThat(tooMany.status()).isEqualTo(413);
    assertThat(tooMany.code()).isEqualTo("too_large");
    assertThat(justFits.status()).isEqualTo(201);
    assertThat(
            world
                .hub
                .call("alice", "GET", "/v1/files/" + file + "/versions/1", null)
                .body()
                .getJsonArray("blocks"))
        .hasSize(100_000);
  }

  @Test
  void a_parent_version_from_the_future_is_refused() {
    UUID file = fileId(world.createFile("alice", ns, "/a"));

    Answer answer = world.commit("alice", file, 1);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("version_unknown");
  }

  @Test
  void an_older_parent_version_makes_a_conflicted_copy() {
    UUID file = fileId(world.createFile("alice", ns, "/Design/logo.png"));
    world.commit("alice", file, 0, world.block(1, 10));
    world.member(ns, "bob", "editor");

    Answer answer = world.commit("bob", file, 0, world.block(2, 20));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body().getLong("version")).isEqualTo(1);
    JsonObject conflict = answer.body().getJsonObject("conflict");
    assertThat(conflict.getString("path"))
        .matches("/Design/logo \\(bob's conflicted copy \\d{4}-\\d\\d-\\d\\d\\)\\.png");
    assertThat(conflict.getLong("ofVersion")).isEqualTo(1);
    UUID copy = UUID.fromString(conflict.getString("fileId"));
    assertThat(world.read("bob", copy).body().getLong("size")).isEqualTo(20);
    assertThat(world.journal(ns).getLast().getString("conflictOf")).isEqualTo(file.toString());
  }

  @Test
  void the_same_idempotency_key_gives_the_same_bytes_and_no_second_version() {
    UUID file = fileId(world.createFile("alice", ns, "/a"));
    JsonObject body = edit(0, world.block(1, 10));
    String key = UUID.randomUUID().toString();

    Answer first = world.commitWithKey("alice", file, key, body);
    Answer again = world.commitWithKey("alice", file, key, body);
    Answer other = world.commitWithKey("alice", file, key, edit(0));

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.raw().body()).isEqualTo(first.raw().body());
    assertThat(world.read("alice", file).body().getLong("version")).isEqualTo(1);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void a_refused_request_does_not_use_up_its_key() {
    UUID file = fileId(world.createFile("alice", ns, "/a"));
    JsonObject body =
        edit(0, new JsonObject().put("sha256", String.format("%064x", 77)).put("size", 7));
    String key = UUID.randomUUID().toString();

    assertThat(world.commitWithKey("alice", file, key, body).status()).isEqualTo(409);
    world.block(77, 7);
    assertThat(world.commitWithKey("alice", file, key, body).status()).isEqualTo(201);
  }

  @Test
  void names_that_differ_by_case_or_composition_only_are_taken() {
    UUID file = fileId(world.createFile("alice", ns, "/Caf\u00e9"));

    Answer upper = world.createFile("alice", ns, "/CAF\u00c9");
    Answer decomposed = world.createFile("alice", ns, "/cafe\u0301");

    assertThat(upper.code()).isEqualTo("name_taken");
    assertThat(upper.body().getString("fileId")).isEqualTo(file.toString());
    assertThat(decomposed.status()).isEqualTo(409);
  }

  @Test
  void the_longest_names_can_be_stored_and_clash_too() {
    String name = "\u5b57".repeat(1024);
    assertThat(world.createFile("alice", ns, "/" + name).status()).isEqualTo(201);
    assertThat(world.createFile("alice", ns, "/" + name).code()).isEqualTo("name_taken");
    assertThat(world.createFile("alice", ns, "/" + name.substring(1)).status()).isEqualTo(201);
  }

  @Test
  void a_file_where_a_folder_is_needed_is_in_the_way() {
    UUID file = fileId(world.createFile("alice", ns, "/a"));

    Answer answer = world.createFile("alice", ns, "/a/b");

    assertThat(answer.code()).isEqualTo("name_taken");
    assertThat(answer.body().getString("fileId")).isEqualTo(file.toString());
  }

  @Test
  void a_rename_and_a_move_are_one_entry_each() {
    UUID file = fileId(world.createFile("alice", ns, "/a/b.txt"));
    UUID folder = fileId(world.createFolder("alice", ns, "/target"));

    Answer renamed = world.patch("alice", file, new JsonObject().put("name", "B.txt"));
    Answer moved = world.patch("alice", file, new JsonObject().put("parentId", folder.toString()));
    Answer toRoot = world.patch("alice", file, new JsonObject().putNull("parentId"));
    Answer byPath = world.patch("alice", file, new JsonObject().put("path", "/x/y/z.txt"));
    Answer unchanged = world.patch("alice", file, new JsonObject().put("name", "z.txt"));

    assertThat(renamed.body().getString("path")).isEqualTo("/a/B.txt");
    assertThat(moved.body().getString("path")).isEqualTo("/target/B.txt");
    assertThat(toRoot.body().getString("path")).isEqualTo("/B.txt");
    assertThat(byPath.body().getString("path")).isEqualTo("/x/y/z.txt");
    assertThat(unchanged.status()).isEqualTo(200);
    assertThat(world.journal(ns))
        .extracting(change -> change.getString("op"))
        .containsExactly(
            "create", "create", "create", "rename", "move", "move", "create", "create", "move");
  }

  @Test
  void a_folder_cannot_move_below_itself() {
    UUID folder = fileId(world.createFolder("alice", ns, "/a"));
    UUID below = fileId(world.createFolder("alice", ns, "/a/b/c"));

    assertThat(
            world.patch("alice", folder, new JsonObject().put("parentId", below.toString())).code())
        .isEqualTo("would_cycle");
    assertThat(world.patch("alice", folder, new JsonObject().put("path", "/a/b/d")).code())
        .isEqualTo("would_cycle");
    assertThat(
            world
                .patch("alice", folder, new JsonObject().put("parentId", folder.toString()))
                .code())
        .isEqualTo("would_cycle");
  }

  @Test
  void a_folder_goes_to_another_namespace_with_all_that_is_in_it() {
    UUID other = world.teamFolder("alice");
    UUID folder = fileId(world.createFolder("alice", ns, "/Design"));
    UUID file = fileId(world.createFile("alice", ns, "/Design/deep/logo.png"));
    UUID trashed = fileId(world.createFile("alice", ns, "/Design/old.png"));
    world.delete("alice", trashed);
    world.commit("alice", file, 0, world.block(1, 10));

    Answer moved = world.patch("alice", folder, new JsonObject().put("ns", other.toString()));

    assertThat(moved.status()).isEqualTo(200);
    assertThat(moved.body().getString("ns")).isEqualTo(other.toString());
    assertThat(world.journal(ns).getLast().getString("op")).isEqualTo("delete");
    assertThat(world.journal(ns).getLast().getString("movedTo")).isEqualTo(other.toString());
    assertThat(world.journal(other)).hasSize(1);
    assertThat(world.journal(other).getFirst().getString("movedFrom")).isEqualTo(ns.toString());
    assertThat(world.read("alice", file).body().getString("ns")).isEqualTo(other.toString());
    // The node still believes that the file is where it was: it must find out.
    assertThat(world.commit("alice", file, 1, world.block(2, 20)).body().getString("ns"))
        .isEqualTo(other.toString());
    assertThat(
            world
                .hub
                .call("alice", "POST", "/v1/files/" + trashed + "/undelete", null)
                .body()
                .getString("path"))
        .isEqualTo("/Design/old.png");
  }

  @Test
  void what_has_gone_to_another_namespace_can_come_back_and_be_moved_into() {
    UUID other = world.teamFolder("alice");
    UUID folder = fileId(world.createFolder("alice", ns, "/Design"));
    UUID file = fileId(world.createFile("alice", ns, "/logo.png"));
    world.commit("alice", folder, 0, world.block(1, 10)); // Refused, and yet it was looked up.
    world.patch("alice", folder, new JsonObject().put("ns", other.toString()));

    Answer into = world.patch("alice", file, new JsonObject().put("parentId", folder.toString()));
    assertThat(into.status()).isEqualTo(200);
    assertThat(into.body().getString("ns")).isEqualTo(other.toString());

    Answer back = world.patch("alice", folder, new JsonObject().put("ns", ns.toString()));
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.body().getString("ns")).isEqualTo(ns.toString());
    assertThat(world.patch("alice", folder, new JsonObject().put("ns", ns.toString())).status())
        .isEqualTo(400);
  }

  @Test
  void delete_and_undelete_of_a_folder_are_one_entry_each() {
    UUID folder = fileId(world.createFolder("alice", ns, "/a"));
    UUID file = fileId(world.createFile("alice", ns, "/a/b"));

    assertThat(world.delete("alice", folder).body().getBoolean("deleted")).isTrue();
    assertThat(world.read("alice", file).body().getBoolean("deleted")).isTrue();
    assertThat(world.delete("alice", folder).code()).isEqualTo("deleted");
    assertThat(world.delete("alice", file).code()).isEqualTo("deleted");
    Answer back = world.hub.call("alice", "POST", "/v1/files/" + folder + "/undelete", null);
    assertThat(back.body().getString("path")).isEqualTo("/a");
    assertThat(world.read("alice", file).body().getBoolean("deleted")).isFalse();
    assertThat(world.hub.call("alice", "POST", "/v1/files/" + folder + "/undelete", null).code())
        .isEqualTo("not_deleted");
    assertThat(world.journal(ns))
        .extracting(change -> change.getString("op"))
        .containsExactly("create", "create", "delete", "restore");
  }

  @Test
  void undelete_is_refused_where_the_name_is_taken_and_makes_lost_parents_anew() {
    UUID file = fileId(world.createFile("alice", ns, "/a/b"));
    UUID folder = UUID.fromString(world.read("alice", file).body().getString("parentId"));
    world.delete("alice", file);
    UUID usurper = fileId(world.createFile("alice", ns, "/a/B"));

    Answer taken = world.hub.call("alice", "POST", "/v1/files/" + file + "/undelete", null);
    assertThat(taken.code()).isEqualTo("name_taken");
    assertThat(taken.body().getString("fileId")).isEqualTo(usurper.toString());

    world.delete("alice", folder);
    Answer back = world.hub.call("alice", "POST", "/v1/files/" + file + "/undelete", null);
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.body().getString("path")).isEqualTo("/a/b");
    assertThat(back.body().getString("parentId")).isNotEqualTo(folder.toString());
  }

  @Test
  void an_edit_beats_a_delete() {
    UUID file = fileId(world.createFile("alice", ns, "/a/b"));
    UUID folder = UUID.fromString(world.read("alice", file).body().getString("parentId"));
    world.commit("alice", file, 0, world.block(1, 10));
    world.delete("alice", folder);

    Answer answer = world.commit("alice", file, 1, world.block(2, 20));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body().getLong("version")).isEqualTo(2);
    assertThat(answer.body().getBoolean("restored")).isTrue();
    assertThat(world.read("alice", file).body().getBoolean("deleted")).isFalse();
    assertThat(world.read("alice", file).body().getString("path")).isEqualTo("/a/b");
  }

  @Test
  void a_delete_made_from_an_older_version_is_refused() {
    UUID file = fileId(world.createFile("alice", ns, "/a"));
    world.commit("alice", file, 0, world.block(1, 10));

    Answer stale =
        world.hub.call("alice", "DELETE", "/v1/files/" + file + "?parentVersion=0", null);

    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.code()).isEqualTo("edited");
    assertThat(
            world
                .hub
                .call("alice", "DELETE", "/v1/files/" + file + "?parentVersion=1", null)
                .status())
        .isEqualTo(200);
  }

  @Test
  void a_rollback_is_a_new_version_with_the_old_content() {
    UUID file = fileId(world.createFile("alice", ns, "/a"));
    world.commit("alice", file, 0, world.block(1, 10), world.block(2, 20));
    world.commit("alice", file, 1, world.block(2, 20));

    Answer answer =
        world.hub.call(
            "alice", "POST", "/v1/files/" + file + "/rollback", new JsonObject().put("version", 1));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body().getLong("version")).isEqualTo(3);
    assertThat(world.read("alice", file).body().getLong("size")).isEqualTo(30);
    assertThat(
            world
                .hub
                .call(
                    "alice",
                    "POST",
                    "/v1/files/" + file + "/rollback",
                    new JsonObject().put("version", 9))
                .code())
        .isEqualTo("version_unknown");
  }

  @Test
  void strangers_find_nothing_and_viewers_may_not_write() {
    UUID file = fileId(world.createFile("alice", ns, "/a"));
    world.home("eve");
    world.member(ns, "vic", "viewer");

    for (String user : List.of("eve", "vic")) {
      int expected = user.equals("eve") ? 404 : 403;
      assertThat(world.commit(user, file, 0).status()).isEqualTo(expected);
      assertThat(world.createFile(user, ns, "/b").status()).isEqualTo(expected);
      assertThat(world.delete(user, file).status()).isEqualTo(expected);
      assertThat(world.patch(user, file, new JsonObject().put("name", "c")).status())
          .isEqualTo(expected);
    }
    assertThat(world.read("eve", file).status()).isEqualTo(404);
    assertThat(world.read("vic", file).status()).isEqualTo(200);
    assertThat(world.commit("alice", UUID.randomUUID(), 0).status()).isEqualTo(404);
    assertThat(world.createFile("alice", UUID.randomUUID(), "/b").status()).isEqualTo(404);
  }

  @Test
  void a_share_of_a_folder_covers_what_is_below_it() {
    UUID file = fileId(world.createFile("alice", ns, "/shared/deep/a"));
    UUID folder = fileId(world.createFolder("alice", ns, "/shared/more"));
    UUID shared = UUID.fromString(world.read("alice", folder).body().getString("parentId"));
    UUID outside = fileId(world.createFile("alice", ns, "/b"));
    world.share(shared, "rita", "viewer");
    world.share(shared, "wanda", "editor");

    assertThat(world.read("rita", file).status()).isEqualTo(200);
    assertThat(world.read("rita", outside).status()).isEqualTo(404);
    assertThat(world.commit("rita", file, 0).status()).isEqualTo(403);
    assertThat(world.commit("wanda", file, 0).status()).isEqualTo(201);
    assertThat(world.commit("wanda", outside, 0).status()).isEqualTo(404);
    assertThat(world.createFile("wanda", ns, "/shared/new").status()).isEqualTo(201);
    assertThat(world.createFile("wanda", ns, "/new").status()).isEqualTo(404);
  }

  @Test
  void many_commits_stand_each_by_itself() {
    UUID file = fileId(world.createFile("alice", ns, "/old"));
    JsonObject stored = world.block(1, 10);
    JsonArray commits =
        new JsonArray()
            .add(edit(0, stored).put("path", "/dir/a"))
            .add(
                edit(0, new JsonObject().put("sha256", "e".repeat(64)).put("size", 1))
                    .put("path", "/dir/b"))
            .add(edit(0, stored).put("fileId", file.toString()))
            .add(edit(1, stored).put("path", "/DIR/A"))
            .add(edit(0).put("fileId", UUID.randomUUID().toString()));

    Answer answer =
        world.hub.call(
            "alice",
            "POST",
            "/v1/namespaces/" + ns + "/commits",
            new JsonObject().put("commits", commits));

    assertThat(answer.status()).isEqualTo(200);
    JsonArray results = answer.body().getJsonArray("results");
    assertThat(results.stream().map(result -> ((JsonObject) result).getInteger("status")).toList())
        .isEqualTo(List.of(201, 409, 201, 201, 404));
    assertThat(results.getJsonObject(1).getString("code")).isEqualTo("blocks_missing");
    assertThat(results.getJsonObject(3).getLong("version")).isEqualTo(2);
    assertThat(answer.body().getLong("head")).isEqualTo(world.journal(ns).size());
    assertThat(world.registry.get("uploads.failed").tag("code", "not_found").counter().count())
        .isPositive();
  }

  @Test
  void bad_requests_name_what_is_wrong() {
    for (String path :
        List.of("a", "/a//b", "/../a", "/a/", "/", "/\u0001", "/" + "x".repeat(1025))) {
      Answer answer = world.createFile("alice", ns, path);
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.code()).as(path).isEqualTo("invalid_name");
    }
    UUID file = fileId(world.createFile("alice", ns, "/a"));
    for (JsonObject body :
        List.of(
            new JsonObject(),
            new JsonObject().put("blocks", "x"),
            edit(0).put("parentVersion", -1),
            edit(0).put("clientMtime", "yesterday"),
            edit(0).put("device", "no spaces"),
            edit(0, new JsonObject().put("sha256", "ABC").put("size", 1)),
            edit(0, new JsonObject().put("sha256", "a".repeat(64)).put("size", -1)))) {
      Answer answer = world.hub.call("alice", "POST", "/v1/files/" + file + "/versions", body);
      assertThat(answer.status()).as(body.encode()).isEqualTo(400);
      assertThat(answer.code()).as(body.encode()).isEqualTo("malformed");
    }
    assertThat(world.patch("alice", file, new JsonObject()).code()).isEqualTo("malformed");
    assertThat(world.read("alice", file).body().getLong("version")).isZero();
  }
}
