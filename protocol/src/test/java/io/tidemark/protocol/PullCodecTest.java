package io.tidemark.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PullCodecTest {
  private static final UUID NS = new UUID(1, 2);
  private static final Change CHANGE =
      new Change(
          3,
          ChangeOp.COMMIT,
          EntryKind.FILE,
          new UUID(3, 4),
          null,
          "a",
          "/a",
          2,
          10,
          Instant.EPOCH,
          "ann",
          null,
          null,
          null,
          null);

  @Test
  void an_answer_holds_deltas_resets_and_where_to_go_on() {
    ServerFrame.Delta delta = new ServerFrame.Delta(NS, 1, 2, 3, List.of(CHANGE), false, 0, null);
    ServerFrame.Reset reset = new ServerFrame.Reset(NS, 2, 9, ResetReason.EPOCH);
    String json =
        "{\"deltas\":[%s],\"resets\":[%s],\"cursor\":\"c\",\"hasMore\":true}"
            .formatted(FrameCodec.encode(delta), FrameCodec.encode(reset));
    assertThat(PullCodec.changes(json.getBytes(UTF_8)))
        .isEqualTo(new PulledChanges(List.of(delta), List.of(reset), "c", true));
  }

  @Test
  void a_page_of_the_journal_holds_whole_changes() {
    String json =
        "{\"entries\":[%s],\"head\":3,\"epoch\":1,\"hasMore\":false}"
            .formatted(new String(ChangeCodec.encode(CHANGE), UTF_8));
    assertThat(PullCodec.entries(json.getBytes(UTF_8)))
        .isEqualTo(new PulledEntries(1, 3, List.of(CHANGE), false));
  }

  @Test
  void memberships_are_those_of_a_welcome() {
    String json =
        "{\"namespaces\":[{\"ns\":\"%s\",\"kind\":\"folder\",\"name\":\"team\",\"role\":\"editor\",\"epoch\":1,\"head\":3,\"watermark\":2}]}"
            .formatted(NS);
    assertThat(PullCodec.namespaces(json.getBytes(UTF_8)))
        .containsExactly(new NamespaceInfo(NS, NamespaceKind.FOLDER, "team", Role.EDITOR, 1, 3, 2));
  }

  @Test
  void what_is_no_answer_is_refused_with_the_field() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> PullCodec.changes("{\"deltas\":[]}".getBytes(UTF_8)))
        .withMessageContaining("'resets'");
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> PullCodec.entries("[]".getBytes(UTF_8)))
        .withMessageContaining("expected one JSON object");
  }
}
