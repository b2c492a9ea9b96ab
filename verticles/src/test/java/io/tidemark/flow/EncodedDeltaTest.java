package io.tidemark.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EncodedDeltaTest {
  private static final UUID NS = new UUID(1, 1);

  private static EncodedDelta delta(long from, long to) {
    Compaction compaction = new Compaction(from, 100);
    Entries.range(from, to).forEach(compaction::add);
    return EncodedDelta.of(compaction.toDelta(NS, 1));
  }

  @Test
  void a_device_at_its_beginning_gets_the_very_same_bytes() {
    EncodedDelta delta = delta(4, 9);

    assertThat(delta.after(4)).isSameAs(delta);
  }

  @Test
  void a_device_in_the_middle_gets_only_what_is_new_to_it() {
    EncodedDelta rest = delta(4, 9).after(7);

    assertThat(rest.from()).isEqualTo(7);
    assertThat(rest.to()).isEqualTo(9);
    assertThat(Entries.seqs(rest.delta())).containsExactly(8L, 9L);
    assertThat(rest.text(0)).contains("\"from\":7,\"to\":9").doesNotContain("\"seq\":7,");
    assertThat(new String(rest.bytes(DeltaFormat.EVENT, 0), StandardCharsets.UTF_8))
        .contains(rest.text(0));
  }

  @Test
  void a_device_at_its_end_would_get_a_delta_without_changes() {
    assertThat(delta(4, 9).after(9).delta().changes()).isEmpty();
  }

  @Test
  void each_format_is_encoded_once_for_all() {
    EncodedDelta delta = delta(4, 9);

    for (DeltaFormat format : DeltaFormat.values()) {
      assertThat(delta.bytes(format, 0)).as("%s", format).isSameAs(delta.bytes(format, 0));
    }
    assertThat(delta.text(0)).isSameAs(delta.text(0));
  }

  @Test
  void slots_differ_in_when_to_fetch_and_in_nothing_else() {
    PullSlots slots = new PullSlots(4, 2_000);
    EncodedDelta delta = EncodedDelta.of(delta(4, 9).delta(), slots);

    Set<String> others = new HashSet<>();
    for (int slot = 0; slot < 4; slot++) {
      String wait = "\"pullAfterMs\":" + slot * 500 + "}";
      assertThat(delta.text(slot)).endsWith(wait);
      others.add(delta.text(slot).replace(wait, ""));
    }
    assertThat(others).hasSize(1);
    assertThat(delta.after(7).slots()).isEqualTo(slots);
  }
}
