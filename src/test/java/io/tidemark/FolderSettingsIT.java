package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.faults.Eventually;
import io.tidemark.protocol.ServerFrame;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What owners set for a folder's pushes. */
@Timeout(60)
class FolderSettingsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestClient alice = TestHub.get().newUser();
  private final String ns = alice.teamFolder("Settings");
  private final String settings = "/v1/admin/team-folders/" + ns + "/settings";
  private int files;

  private void newFile() {
    alice.createFile(ns, "/" + files++).expect(201);
  }

  @Test
  void what_is_set_is_shown_and_what_is_left_out_is_as_by_default() {
    JsonNode before = alice.get(settings).expect(200).json();
    assertThat(before.path("maxDeltasPerSecond").asInt()).isEqualTo(10);
    assertThat(before.has("windowMs")).isFalse();
    assertThat(before.has("changedBy")).isFalse();
    alice.put(settings, "{\"windowMs\":2000,\"maxDeltasPerSecond\":1,\"muted\":true}").expect(200);
    JsonNode set = alice.get(settings).expect(200).json();
    assertThat(set.path("windowMs").asInt()).isEqualTo(2_000);
    assertThat(set.path("maxDeltasPerSecond").asInt()).isEqualTo(1);
    assertThat(set.path("muted").asBoolean()).isTrue();
    assertThat(set.path("changedBy").asText()).isEqualTo(alice.user());
    JsonNode back = alice.put(settings, "{}").expect(200).json();
    assertThat(back.path("maxDeltasPerSecond").asInt()).isEqualTo(10);
    assertThat(back.path("muted").asBoolean()).isFalse();
    assertThat(back.has("windowMs")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"windowMs\":99}",
        "{\"windowMs\":5001}",
        "{\"windowMs\":\"500\"}",
        "{\"maxDeltasPerSecond\":0}",
        "{\"maxDeltasPerSecond\":101}",
        "{\"maxDeltasPerSecond\":1.5}",
        "{\"muted\":\"yes\"}"
      })
  void what_is_out_of_range_is_refused_with_what_was_expected(String body) {
    Answer answer = alice.put(settings, body).expect(400, "malformed");
    assertThat(answer.body()).contains("expected");
    assertThat(alice.get(settings).expect(200).json().has("changedBy")).isFalse();
  }

  @Test
  void only_owners_set_and_see_them() {
    TestClient bob = TestHub.get().newUser();
    bob.get(settings).expect(404, "not_found");
    bob.put(settings, "{}").expect(404, "not_found");
    alice
        .put("/v1/team-folders/" + ns + "/members/" + bob.user(), "{\"role\":\"editor\"}")
        .expect(200);
    bob.get(settings).expect(403, "forbidden");
    bob.put(settings, "{\"muted\":true}").expect(403, "forbidden");
    TestHub.get().stranger().put(settings, "{}").expect(401, "unauthorized");
  }

  @Test
  void of_a_muted_folder_nothing_is_pushed_until_it_is_not_and_then_all_of_it_is_told() {
    try (TestSocket device = TestSocket.hello(alice, "d1")) {
      device.next(ServerFrame.Live.class);
      alice.put(settings, "{\"muted\":true}").expect(200);
      // It counts within a second: from then on nobody is told of what is committed.
      Eventually.within(PATIENCE, () -> "still pushed", () -> isQuiet(device));
      newFile();
      int all = files;
      alice.put(settings, "{\"muted\":false}").expect(200);
      long to = 0;
      while (to < all) {
        to = device.next(ServerFrame.Delta.class).to();
      }
      assertThat(to).isEqualTo(all);
      newFile();
      assertThat(device.next(ServerFrame.Delta.class).to()).isEqualTo(all + 1);
    }
  }

  /** Whether a change is not pushed before one that came after it in another folder. */
  private boolean isQuiet(TestSocket device) {
    newFile();
    String other = alice.teamFolder("Other");
    alice.createFile(other, "/x").expect(201);
    boolean quiet = true;
    while (true) {
      if (device.next() instanceof ServerFrame.Delta delta) {
        if (delta.ns().toString().equals(other)) {
          return quiet;
        }
        quiet = false;
      }
    }
  }

  @Test
  void a_window_that_is_set_holds_back_what_comes_after_the_first() {
    alice.put(settings, "{\"windowMs\":1500}").expect(200);
    try (TestSocket device = TestSocket.hello(alice, "d1")) {
      device.next(ServerFrame.Live.class);
      Eventually.within(
          PATIENCE,
          () -> "each change is pushed alone",
          () -> {
            int first = files;
            for (int i = 0; i < 5; i++) {
              newFile();
            }
            int deltas = 0;
            long to = first;
            while (to < files) {
              to = device.next(ServerFrame.Delta.class).to();
              deltas++;
            }
            return deltas <= 2;
          });
    }
  }
}
