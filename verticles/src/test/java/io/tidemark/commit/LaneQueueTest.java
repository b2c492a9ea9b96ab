package io.tidemark.commit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaneQueueTest {
  private final LaneQueue<Item> queue = new LaneQueue<>(10);

  private record Item(int weight) implements LaneQueue.Weighted {
    @Override
    public long sinceNanos() {
      return 0;
    }
  }

  @Test
  void what_is_beyond_the_limit_is_refused_until_there_is_room() {
    assertThat(queue.offer(new Item(6))).isTrue();
    assertThat(queue.offer(new Item(5))).isFalse();
    assertThat(queue.offer(new Item(4))).isTrue();
    assertThat(queue.take(6)).containsExactly(new Item(6));
    assertThat(queue.offer(new Item(5))).isTrue();
  }

  @Test
  void something_larger_than_the_limit_fits_an_empty_queue_and_a_batch_of_its_own() {
    assertThat(queue.offer(new Item(100))).isTrue();
    assertThat(queue.offer(new Item(1))).isFalse();
    assertThat(queue.take(5)).containsExactly(new Item(100));
    assertThat(queue.weight()).isZero();
  }

  @Test
  void a_batch_keeps_the_order_and_does_not_exceed_its_weight() {
    queue.offer(new Item(2));
    queue.offer(new Item(3));
    queue.offer(new Item(1));

    assertThat(queue.take(5)).containsExactly(new Item(2), new Item(3));
    assertThat(queue.take(5)).containsExactly(new Item(1));
    assertThat(queue.take(5)).isEmpty();
  }
}
