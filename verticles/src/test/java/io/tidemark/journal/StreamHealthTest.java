package io.tidemark.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamHealthTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long RELAY = 7;

  /** What the relay's clock shows when ours shows 0: nothing follows from it. */
  private static final long THERE = Long.MAX_VALUE - 5 * SECOND;

  private final StreamHealth health = new StreamHealth(0);

  @Test
  void before_the_first_tick_nothing_is_known() {
    assertThat(health.isFresh(0)).isFalse();
    assertThat(health.isFresh(SECOND)).isFalse();
  }

  @Test
  void a_tick_is_good_for_three_seconds() {
    tick(SECOND, SECOND);
    assertThat(health.isFresh(SECOND)).isTrue();
    assertThat(health.isFresh(4 * SECOND)).isTrue();
    assertThat(health.isFresh(4 * SECOND + 1)).isFalse();
  }

  @Test
  void ticks_that_come_late_are_as_old_as_they_are() {
    tick(SECOND, SECOND);
    // A backlog is read at once: each tick is newer, and none of them new.
    for (long sent = 2; sent <= 20; sent++) {
      tick(sent * SECOND, 30 * SECOND + sent);
      assertThat(health.isFresh(30 * SECOND + sent)).isFalse();
    }
    tick(28 * SECOND, 30 * SECOND + 50);
    assertThat(health.isFresh(30 * SECOND + 50)).isTrue();
  }

  @Test
  void a_clock_that_drifts_does_no_harm() {
    long now = 0;
    for (int tick = 0; tick < 10_000; tick++) {
      now += SECOND;
      // Slower than ours by a thousandth: ten seconds in the end.
      health.passed(RELAY, THERE + now - now / 1_000, now);
      assertThat(health.isFresh(now)).isTrue();
    }
  }

  @Test
  void another_relay_has_another_clock() {
    tick(SECOND, SECOND);
    health.passed(8, 5, 60 * SECOND);
    assertThat(health.isFresh(60 * SECOND)).isTrue();
    // What was left over from the first one.
    tick(3 * SECOND, 61 * SECOND);
    assertThat(health.isFresh(63 * SECOND)).isTrue();
    assertThat(health.isFresh(63 * SECOND + 1)).isFalse();
  }

  private void tick(long sent, long now) {
    health.passed(RELAY, THERE + sent, now);
  }
}
