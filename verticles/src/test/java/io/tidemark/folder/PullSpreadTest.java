package io.tidemark.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.Delta;
import io.tidemark.flow.Entries;
import io.tidemark.flow.PullSlots;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PullSpreadTest {
  private static final UUID NS = new UUID(1, 1);

  @Test
  void few_devices_fetch_at_once() {
    assertThat(PullSpread.of(delta(5, false), 500, 63)).isEqualTo(PullSlots.NONE);
  }

  @Test
  void contents_of_a_whole_delta_are_fetched_within_a_second_of_the_first_change() {
    assertThat(PullSpread.of(delta(5, false), 0, 640)).isEqualTo(new PullSlots(10, 128));
    assertThat(PullSpread.of(delta(5, false), 0, 10_000)).isEqualTo(new PullSlots(32, 1_000));
    assertThat(PullSpread.of(delta(5, false), 800, 10_000)).isEqualTo(new PullSlots(32, 200));
    assertThat(PullSpread.of(delta(5, false), 5_000, 10_000)).isEqualTo(new PullSlots(32, 100));
  }

  @Test
  void a_journal_is_read_by_so_many_over_as_long_as_that_takes() {
    assertThat(PullSpread.of(delta(800, true), 800, 200)).isEqualTo(new PullSlots(3, 200));
    assertThat(PullSpread.of(delta(800, true), 800, 10_000)).isEqualTo(new PullSlots(32, 10_000));
    assertThat(PullSpread.of(delta(2_500, true), 800, 5_000)).isEqualTo(new PullSlots(32, 15_000));
    assertThat(PullSpread.of(delta(1_000_000, true), 0, 1_000_000).spreadMillis())
        .isEqualTo(30_000);
  }

  @Test
  void what_has_to_be_read_anyway_is_not_brought_to_very_many_in_part() {
    Delta whole = delta(90, false);
    assertThat(PullSpread.fit(whole, 1_000_000)).isSameAs(whole);
    Delta part = delta(90, true);
    assertThat(PullSpread.fit(part, 100)).isSameAs(part);
    Delta hint = PullSpread.fit(part, 10_000_000);
    assertThat(hint.changes()).isEmpty();
    assertThat(hint.truncated()).isTrue();
    assertThat(hint.from()).isEqualTo(part.from());
    assertThat(hint.to()).isEqualTo(part.to());
    assertThat(hint.oldestCommitMicros()).isEqualTo(part.oldestCommitMicros());
  }

  private static Delta delta(int entries, boolean truncated) {
    return new Delta(
        NS, 1, 7, 7L + entries, Entries.range(7, 7 + Math.min(entries, 100)), truncated, 5);
  }
}
