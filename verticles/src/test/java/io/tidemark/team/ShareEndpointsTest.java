package io.tidemark.team;

import static io.tidemark.team.TeamFixture.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.UserIds;
import io.tidemark.http.TestHub.Answer;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShareEndpointsTest {
  private final TeamFixture hub = new TeamFixture();
  private final UUID fileId = UUID.randomUUID();
  private String folder;

  @BeforeEach
  void file_in_a_folder() {
    folder = hub.folder("owner");
    hub.put("owner", folder, "editor", "editor");
    hub.put("owner", folder, "viewer", "viewer");
    UUID ns = UUID.fromString(folder.substring(folder.lastIndexOf('/') + 1));
    hub.query(
        "INSERT INTO files (file_id, owner_user_id, name, ns, kind, name_key)"
            + " VALUES ($1, $2, 'a', $3, 'file', 'a')",
        fileId,
        UserIds.of("owner"),
        ns);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void a_share_is_seen_by_the_two_it_is_between_and_by_editors() {
    Answer made = share("editor", "stranger", "viewer");

    assertThat(made.status()).as(made.body().encode()).isEqualTo(201);
    assertThat(made.body().getString("createdBy")).isEqualTo("editor");
    assertThat(made.body().getString("grantee")).isEqualTo("stranger");
    for (String user : new String[] {"editor", "stranger", "owner"}) {
      assertThat(hub.get(user, path(made)).body()).isEqualTo(made.body());
    }
    assertProblem(hub.get("viewer", path(made)), 404, "not_found");
    assertProblem(hub.get("nobody", path(made)), 404, "not_found");
  }

  @Test
  void a_link_is_for_whoever_knows_it() {
    Answer made = share("owner", null, "viewer");

    assertThat(made.body().containsKey("grantee")).isFalse();
    assertThat(hub.get("nobody", path(made)).status()).isEqualTo(200);
    assertProblem(hub.delete("nobody", path(made)), 403, "forbidden");
  }

  @Test
  void nobody_shares_more_than_they_have() {
    assertProblem(share("editor", "stranger", "owner"), 403, "forbidden");
    assertProblem(share("viewer", "stranger", "viewer"), 403, "forbidden");
    assertProblem(share("nobody", "stranger", "viewer"), 404, "not_found");
    assertThat(share("editor", "stranger", "editor").status()).isEqualTo(201);
    assertThat(share("owner", "stranger", "owner").status()).isEqualTo(201);
  }

  @Test
  void a_share_is_ended_by_who_made_it_who_got_it_or_an_owner() {
    for (String user : new String[] {"editor", "stranger", "owner"}) {
      Answer made = share("editor", "stranger", "viewer");
      assertThat(hub.delete(user, path(made)).status()).isEqualTo(204);
      assertProblem(hub.get("editor", path(made)), 404, "not_found");
    }
    Answer made = share("owner", "stranger", "viewer");
    assertProblem(hub.delete("editor", path(made)), 403, "forbidden");
    assertProblem(hub.delete("nobody", path(made)), 404, "not_found");
  }

  @Test
  void a_share_that_ran_out_is_gone() {
    Answer made = share("editor", "stranger", "viewer");

    hub.query("UPDATE shares SET expires_at = now()");

    assertProblem(hub.get("stranger", path(made)), 404, "not_found");
    assertThat(hub.get("stranger", "/v1/shares").body().getJsonArray("shares")).isEmpty();
  }

  @Test
  void shares_are_listed_by_file_or_by_person() {
    Answer one = share("editor", "stranger", "viewer");
    Answer two = share("owner", null, "viewer");

    assertThat(hub.get("viewer", "/v1/shares?fileId=" + fileId).body().getJsonArray("shares"))
        .containsExactlyInAnyOrder(one.body(), two.body());
    assertThat(hub.get("stranger", "/v1/shares").body().getJsonArray("shares"))
        .containsExactly(one.body());
    assertThat(hub.get("owner", "/v1/shares").body().getJsonArray("shares"))
        .containsExactly(two.body());
    JsonObject first = hub.get("viewer", "/v1/shares?limit=1&fileId=" + fileId).body();
    assertThat(
            hub.get(
                    "viewer",
                    "/v1/shares?limit=1&fileId="
                        + fileId
                        + "&pageToken="
                        + first.getString("nextPageToken"))
                .body()
                .getJsonArray("shares"))
        .hasSize(1)
        .isNotEqualTo(first.getJsonArray("shares"));
    assertProblem(hub.get("nobody", "/v1/shares?fileId=" + fileId), 404, "not_found");
  }

  @Test
  void a_file_in_the_trash_is_not_shared() {
    hub.query("UPDATE files SET is_deleted = TRUE");

    assertProblem(share("owner", "stranger", "viewer"), 409, "deleted");
  }

  @Test
  void bad_requests_name_what_is_wrong() {
    assertMalformed(new JsonObject().put("permission", "viewer"), "fileId is missing");
    assertMalformed(new JsonObject().put("fileId", "x").put("permission", "viewer"), "'x'");
    assertMalformed(new JsonObject().put("fileId", fileId.toString()), "permission is missing");
    assertMalformed(
        new JsonObject()
            .put("fileId", fileId.toString())
            .put("permission", "viewer")
            .put("grantee", "a b"),
        "grantee is 'a b'");
    assertProblem(hub.get("owner", "/v1/shares/x"), 400, "malformed");
    assertProblem(hub.get("owner", "/v1/shares?pageToken=eA"), 400, "malformed");
  }

  private void assertMalformed(JsonObject body, String detail) {
    Answer answer = hub.call("owner", "POST", "/v1/shares", body);
    assertProblem(answer, 400, "malformed");
    assertThat(answer.body().getString("detail")).contains(detail);
  }

  private Answer share(String caller, String grantee, String permission) {
    JsonObject body =
        new JsonObject().put("fileId", fileId.toString()).put("permission", permission);
    if (grantee != null) {
      body.put("grantee", grantee);
    }
    return hub.call(caller, "POST", "/v1/shares", body);
  }

  private static String path(Answer made) {
    return "/v1/shares/" + made.body().getString("shareId");
  }
}
