package io.tidemark.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void instants_follow_the_rate_alone_however_late_they_are_asked_for() {
    Pace pace = new Pace(1_000, 5_000_000);
    List<Long> due = new ArrayList<>();
    for (long next = pace.next(8_000_000); next >= 0; next = pace.next(8_000_000)) {
      due.add(next);
    }
    assertThat(due).containsExactly(5_000_000L, 6_000_000L, 7_000_000L, 8_000_000L);
    assertThat(pace.next(8_999_999)).isEqualTo(-1);
    assertThat(pace.next(9_000_000)).isEqualTo(9_000_000);
    assertThat(pace.issued()).isEqualTo(5);
  }

  @Test
  void a_long_run_does_not_drift() {
    Pace pace = new Pace(3, 0);
    long last = 0;
    for (int i = 0; i <= 3_000_000; i++) {
      last = pace.next(Long.MAX_VALUE / 2);
    }
    assertThat(last).isBetween(999_999_999_000_000L, 1_000_000_000_000_000L);
  }

  @Test
  void a_queue_of_longs_is_bounded_and_keeps_the_order() {
    LongQueue queue = new LongQueue(3);
    assertThat(queue.add(1) && queue.add(2) && queue.add(3)).isTrue();
    assertThat(queue.add(4)).isFalse();
    assertThat(queue.poll()).isEqualTo(1);
    assertThat(queue.add(5)).isTrue();
    assertThat(List.of(queue.poll(), queue.poll(), queue.poll())).containsExactly(2L, 3L, 5L);
    assertThat(queue.isEmpty()).isTrue();
  }
}
