package io.tidemark.flow;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(rest.text()).contains("\"from\":7,\"to\":9").doesNotContain("\"seq\":7,");
    assertThat(rest.event().toString()).contains(rest.text());
  }

  @Test
  void a_device_at_its_end_would_get_a_delta_without_changes() {
    assertThat(delta(4, 9).after(9).delta().changes()).isEmpty();
  }
}
