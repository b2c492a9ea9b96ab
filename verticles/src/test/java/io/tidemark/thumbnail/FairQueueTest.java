package io.tidemark.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue<String> queue = new FairQueue<>(100);

  @Test
  void four_are_not_behind_a_thousand() {
    for (int i = 0; i < 50; i++) {
      queue.offer("large", "large " + i);
    }
    queue.offer("small", "small 0");
    queue.offer("small", "small 1");

    assertThat(queue.poll()).isEqualTo("large 0");
    assertThat(queue.poll()).isEqualTo("small 0");
    assertThat(queue.poll()).isEqualTo("large 1");
    assertThat(queue.poll()).isEqualTo("small 1");
    assertThat(queue.poll()).isEqualTo("large 2");
  }

  @Test
  void what_is_taken_out_is_not_done_and_makes_room() {
    for (int i = 0; i < 100; i++) {
      assertThat(queue.offer("lane", "work " + i)).isTrue();
    }
    assertThat(queue.offer("lane", "one more")).isFalse();

    assertThat(queue.remove("lane", "work 0")).isTrue();
    assertThat(queue.remove("lane", "work 0")).isFalse();
    assertThat(queue.remove("other", "work 1")).isFalse();
    assertThat(queue.offer("other", "one more")).isTrue();
    assertThat(queue.poll()).isEqualTo("work 1");
    assertThat(queue.size()).isEqualTo(99);
  }
}
