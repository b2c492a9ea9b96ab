package io.tidemark.team;

import static io.tidemark.team.TeamFixture.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.Membership;
import io.tidemark.flow.UserIds;
import io.tidemark.http.TestHub.Answer;
import io.tidemark.protocol.Limits;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TeamEndpointsTest {
  private final TeamFixture hub = new TeamFixture();

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void who_makes_a_folder_owns_it() {
    Answer made =
        hub.call("alice", "POST", "/v1/team-folders", new JsonObject().put("name", "Cafe\u0301"));

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().getString("name")).isEqualTo("Café");
    assertThat(made.body().getString("role")).isEqualTo("owner");
    Answer read = hub.get("alice", "/v1/team-folders/" + made.body().getString("ns"));
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.body()).isEqualTo(made.body());
    assertThat(read.body().getLong("members")).isEqualTo(1);
  }

  @Test
  void a_name_that_is_none_is_refused() {
    for (Object name : new Object[] {"", "a/b", ".", "..", "a\u0007", "x".repeat(256)}) {
      assertProblem(
          hub.call("alice", "POST", "/v1/team-folders", new JsonObject().put("name", name)),
          400,
          "invalid_name");
    }
    assertProblem(
        hub.call("alice", "POST", "/v1/team-folders", new JsonObject().put("name", 7)),
        400,
        "malformed");
  }

  @Test
  void a_folder_does_not_exist_for_strangers() {
    String folder = hub.folder("alice");

    assertProblem(hub.get("bob", folder), 404, "not_found");
    assertProblem(hub.get("bob", folder + "/members"), 404, "not_found");
    assertProblem(hub.put("bob", folder, "bob", "owner"), 404, "not_found");
    assertProblem(hub.delete("bob", folder + "/members/alice"), 404, "not_found");
    assertProblem(hub.get("bob", "/v1/team-folders/" + UUID.randomUUID()), 404, "not_found");
    assertProblem(hub.get("bob", "/v1/team-folders/x"), 400, "malformed");
  }

  @Test
  void a_home_is_no_team_folder() {
    String home = "/v1/team-folders/" + UserIds.homeOf("alice");

    assertProblem(hub.get("alice", home), 404, "not_found");
    assertProblem(hub.put("alice", home, "bob", "viewer"), 404, "not_found");
    assertProblem(hub.delete("alice", home + "/members/alice"), 404, "not_found");
  }

  @Test
  void somebody_who_never_came_can_be_made_a_member() {
    String folder = hub.folder("alice");

    Answer put = hub.put("alice", folder, "carol@example.org", "editor");

    assertThat(put.body())
        .isEqualTo(new JsonObject().put("user", "carol@example.org").put("role", "editor"));
    assertThat(hub.get("carol@example.org", folder).body().getString("role")).isEqualTo("editor");
  }

  @Test
  void a_role_can_be_changed_and_a_member_removed() {
    String folder = hub.folder("alice");
    hub.put("alice", folder, "bob", "viewer");
    hub.put("alice", folder, "bob", "editor");
    assertThat(hub.get("bob", folder).body().getString("role")).isEqualTo("editor");

    assertThat(hub.delete("alice", folder + "/members/bob").status()).isEqualTo(204);

    assertProblem(hub.get("bob", folder), 404, "not_found");
    assertProblem(hub.delete("alice", folder + "/members/bob"), 404, "not_found");
  }

  @Test
  void only_owners_say_who_is_in() {
    String folder = hub.folder("alice");
    hub.put("alice", folder, "bob", "editor");

    assertProblem(hub.put("bob", folder, "bob", "owner"), 403, "forbidden");
    assertProblem(hub.put("bob", folder, "carol", "viewer"), 403, "forbidden");
    assertProblem(hub.delete("bob", folder + "/members/alice"), 403, "forbidden");
    assertThat(hub.query("SELECT 1 FROM users WHERE name = 'carol'").size()).isZero();
    assertThat(hub.delete("bob", folder + "/members/bob").status()).isEqualTo(204);
  }

  @Test
  void a_membership_ends_by_itself() {
    String folder = hub.folder("alice");
    Instant soon = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    Answer put =
        hub.call(
            "alice",
            "PUT",
            folder + "/members/bob",
            new JsonObject().put("role", "viewer").put("expiresAt", soon.toString()));
    assertThat(put.body().getString("expiresAt")).isEqualTo(soon.toString());
    assertThat(hub.get("bob", folder).status()).isEqualTo(200);

    hub.query("UPDATE members SET expires_at = now() WHERE user_id = $1", UserIds.of("bob"));

    assertProblem(hub.get("bob", folder), 404, "not_found");
    assertThat(hub.get("alice", folder + "/members").body().getJsonArray("members")).hasSize(1);
  }

  @Test
  void the_last_owner_cannot_leave_nor_step_down_nor_run_out() {
    String folder = hub.folder("alice");
    hub.put("alice", folder, "bob", "editor");

    assertProblem(hub.delete("alice", folder + "/members/alice"), 409, "last_owner");
    assertProblem(hub.put("alice", folder, "alice", "editor"), 409, "last_owner");
    assertProblem(
        hub.call(
            "alice",
            "PUT",
            folder + "/members/alice",
            new JsonObject().put("role", "owner").put("expiresAt", "2999-01-01T00:00:00Z")),
        409,
        "last_owner");
    assertThat(hub.get("alice", folder).body().getString("role")).isEqualTo("owner");

    hub.put("alice", folder, "bob", "owner");
    assertThat(hub.delete("alice", folder + "/members/alice").status()).isEqualTo(204);
  }

  @Test
  void of_two_owners_who_leave_at_once_one_stays() {
    for (int round = 0; round < 10; round++) {
      String folder = hub.folder("alice");
      hub.put("alice", folder, "bob", "owner");

      List<CompletableFuture<Integer>> leaves = new ArrayList<>();
      for (String user : List.of("alice", "bob")) {
        leaves.add(
            CompletableFuture.supplyAsync(
                () -> hub.delete(user, folder + "/members/" + user).status(),
                task -> Thread.ofVirtual().start(task)));
      }

      assertThat(leaves.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(204, 409);
    }
  }

  @Test
  void ten_thousand_members_join_in_one_call_and_are_listed_by_page() {
    String folder = hub.folder("alice");
    JsonArray members = new JsonArray();
    for (int i = 0; i < Limits.MEMBERS_PER_CALL; i++) {
      members.add(new JsonObject().put("user", "user-" + i).put("role", "viewer"));
    }
    JsonObject body = new JsonObject().put("members", members);

    Answer first = hub.call("alice", "PUT", folder + "/members", body);
    Answer again = hub.call("alice", "PUT", folder + "/members", body);

    assertThat(first.status()).as(first.body().encode()).isEqualTo(200);
    assertThat(first.body().getInteger("changed")).isEqualTo(10_000);
    assertThat(again.body().getInteger("changed")).isZero();
    assertThat(hub.get("alice", folder).body().getLong("members")).isEqualTo(10_001);
    assertThat(listed("user-77", folder)).hasSize(10_001).doesNotHaveDuplicates();
  }

  @Test
  void one_bad_member_leaves_all_as_they_were() {
    String folder = hub.folder("alice");
    JsonObject good = new JsonObject().put("user", "bob").put("role", "viewer");

    assertRefused(folder, good, new JsonObject().put("role", "viewer"), "members[1].user is");
    assertRefused(
        folder, good, new JsonObject().put("user", "a/b").put("role", "viewer"), "is 'a/b'");
    assertRefused(
        folder, good, new JsonObject().put("user", "c").put("role", "king"), "role is 'king'");
    assertRefused(folder, good, good, "each user once");
    assertRefused(
        folder,
        good,
        new JsonObject().put("user", "c").put("role", "viewer").put("expiresAt", "yesterday"),
        "expiresAt is 'yesterday'");
    assertRefused(
        folder,
        good,
        new JsonObject()
            .put("user", "c")
            .put("role", "viewer")
            .put("expiresAt", "2020-01-01T00:00:00Z"),
        "a time to come");
    assertThat(listed("alice", folder)).containsExactly("alice");
  }

  @Test
  void ten_thousand_and_one_members_are_too_many_for_one_call() {
    JsonArray members = new JsonArray();
    for (int i = 0; i <= Limits.MEMBERS_PER_CALL; i++) {
      members.add(new JsonObject().put("user", "user-" + i).put("role", "viewer"));
    }

    assertProblem(
        hub.call(
            "alice",
            "PUT",
            hub.folder("alice") + "/members",
            new JsonObject().put("members", members)),
        400,
        "malformed");
  }

  @Test
  void a_page_token_of_somebody_s_own_making_is_refused() {
    String folder = hub.folder("alice");

    assertProblem(hub.get("alice", folder + "/members?pageToken=!"), 400, "malformed");
    assertProblem(hub.get("alice", folder + "/members?pageToken=AA"), 400, "malformed");
    assertProblem(hub.get("alice", folder + "/members?limit=0"), 400, "malformed");
  }

  @Test
  void my_namespaces_are_my_home_and_my_folders_with_my_device_s_watermarks() {
    String folder = hub.folder("alice");
    UUID ns = UUID.fromString(folder.substring(folder.lastIndexOf('/') + 1));
    hub.put("alice", folder, "bob", "viewer");
    hub.watermarks = Future.succeededFuture(Map.of(ns, hub.membership("bob", ns).watermark(7)));

    JsonArray mine = hub.get("bob", "/v1/namespaces?device=d1").body().getJsonArray("namespaces");

    // A home's epoch says when it was made: its id is the same in a database that was made anew.
    JsonObject home = mine.getJsonObject(0);
    assertThat(home.getInteger("epoch")).isPositive();
    home.put("epoch", 1);
    assertThat(mine)
        .containsExactly(
            namespace(UserIds.homeOf("bob"), "home", "bob", "owner", 0),
            namespace(ns, "folder", "Design", "viewer", 7));
  }

  @Test
  void who_left_and_came_back_is_a_new_member_for_whom_no_watermark_counts() {
    String folder = hub.folder("alice");
    UUID ns = UUID.fromString(folder.substring(folder.lastIndexOf('/') + 1));
    hub.put("alice", folder, "bob", "viewer");
    Membership first = hub.membership("bob", ns);
    hub.watermarks = Future.succeededFuture(Map.of(ns, first.watermark(7)));

    hub.put("alice", folder, "bob", "editor");
    assertThat(hub.membership("bob", ns).joinedMicros()).isEqualTo(first.joinedMicros());

    hub.delete("alice", folder + "/members/bob");
    hub.put("alice", folder, "bob", "viewer");
    assertThat(hub.membership("bob", ns).joinedMicros()).isGreaterThan(first.joinedMicros());
    assertThat(
            hub.get("bob", "/v1/namespaces?device=d1").body().getJsonArray("namespaces").stream()
                .map(JsonObject.class::cast)
                .filter(mine -> mine.getString("ns").equals(ns.toString()))
                .map(mine -> mine.getInteger("watermark")))
        .containsExactly(0);
  }

  @Test
  void a_membership_renewed_in_time_goes_on_and_one_that_ran_out_begins_anew() {
    String folder = hub.folder("alice");
    UUID ns = UUID.fromString(folder.substring(folder.lastIndexOf('/') + 1));
    put(folder, "bob", Instant.now().plusSeconds(600));
    Membership first = hub.membership("bob", ns);
    assertThat(first.expiresMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime()))
        .isBetween(590_000L, 600_000L);

    put(folder, "bob", Instant.now().plusSeconds(3600));
    assertThat(hub.membership("bob", ns).joinedMicros()).isEqualTo(first.joinedMicros());

    hub.query(
        "UPDATE members SET expires_at = now() WHERE ns = $1 AND user_id = $2",
        ns,
        UserIds.of("bob"));
    put(folder, "bob", Instant.now().plusSeconds(3600));
    assertThat(hub.membership("bob", ns).joinedMicros()).isGreaterThan(first.joinedMicros());
  }

  private void put(String folder, String user, Instant expiresAt) {
    Answer put =
        hub.call(
            "alice",
            "PUT",
            folder + "/members/" + user,
            new JsonObject().put("role", "viewer").put("expiresAt", expiresAt.toString()));
    assertThat(put.status()).isEqualTo(200);
  }

  @Test
  void my_namespaces_are_known_while_the_watermarks_are_not() {
    hub.watermarks = Future.failedFuture("redis is away");

    Answer mine = hub.get("bob", "/v1/namespaces?device=d1");

    assertThat(mine.status()).isEqualTo(200);
    assertThat(mine.body().getJsonArray("namespaces")).hasSize(1);
  }

  private static JsonObject namespace(
      UUID ns, String kind, String name, String role, int watermark) {
    return new JsonObject()
        .put("ns", ns.toString())
        .put("kind", kind)
        .put("name", name)
        .put("role", role)
        .put("epoch", 1)
        .put("head", 0)
        .put("watermark", watermark);
  }

  private void assertRefused(String folder, JsonObject one, JsonObject other, String detail) {
    Answer answer =
        hub.call(
            "alice",
            "PUT",
            folder + "/members",
            new JsonObject().put("members", new JsonArray().add(one).add(other)));
    assertProblem(answer, 400, "malformed");
    assertThat(answer.body().getString("detail")).contains(detail);
  }

  private List<String> listed(String caller, String folder) {
    List<String> users = new ArrayList<>();
    String query = "";
    while (true) {
      JsonObject page = hub.get(caller, folder + "/members" + query).body();
      page.getJsonArray("members")
          .forEach(member -> users.add(((JsonObject) member).getString("user")));
      if (!page.containsKey("nextPageToken")) {
        return users;
      }
      query = "?pageToken=" + page.getString("nextPageToken");
    }
  }
}
