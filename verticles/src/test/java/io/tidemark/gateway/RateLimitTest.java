package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final RateLimit limit = new RateLimit(50, 100);

  @Test
  void a_burst_is_taken_and_the_next_is_refused() {
    long state = 0;
    for (int message = 0; message < 100; message++) {
      state = limit.take(state, 1_000_000);
      assertThat(state).isNotEqualTo(RateLimit.REFUSED);
    }
    assertThat(limit.take(state, 1_000_000)).isEqualTo(RateLimit.REFUSED);
  }

  @Test
  void the_rate_can_be_kept_up_for_ever() {
    long state = 0;
    for (int message = 0; message < 10_000; message++) {
      state = limit.take(state, message * 20_000L);
      assertThat(state).isNotEqualTo(RateLimit.REFUSED);
    }
  }

  @Test
  void tokens_come_back_one_by_one() {
    long state = 0;
    for (int message = 0; message < 100; message++) {
      state = limit.take(state, 0);
    }
    assertThat(limit.take(state, 19_999)).isEqualTo(RateLimit.REFUSED);
    state = limit.take(state, 20_000);
    assertThat(state).isNotEqualTo(RateLimit.REFUSED);
    assertThat(limit.take(state, 20_001)).isEqualTo(RateLimit.REFUSED);
  }
}
