package io.tidemark.loadgen.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReplayPaceTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void so_many_commits_a_second_are_evenly_spaced() {
    ReplayPace pace = ReplayPace.ofCommits(4);
    assertThat(pace.dueNanos(0, FIRST, FIRST)).isZero();
    assertThat(pace.dueNanos(6, FIRST, FIRST.plusSeconds(86_400))).isEqualTo(1_500_000_000L);
  }

  @Test
  void as_fast_as_it_goes_is_due_at_once() {
    assertThat(ReplayPace.ofCommits(0).dueNanos(6, FIRST, FIRST.plusSeconds(9))).isZero();
  }

  @Test
  void a_history_keeps_its_bursts_and_pauses() {
    ReplayPace pace = ReplayPace.ofHistory(3_600);
    assertThat(pace.dueNanos(1, FIRST, FIRST.plusSeconds(3_600))).isEqualTo(1_000_000_000L);
    assertThat(pace.dueNanos(2, FIRST, FIRST.plusSeconds(3_601))).isEqualTo(1_000_277_777L);
    assertThat(pace.dueNanos(3, FIRST, FIRST.minusSeconds(5))).as("dated before").isZero();
  }
}
