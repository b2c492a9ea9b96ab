package io.tidemark.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TickGateTest {
  private static final TopicPartition ONE = new TopicPartition(Topics.JOURNAL, 1);
  private static final TopicPartition TWO = new TopicPartition(Topics.MEMBERS, 2);

  private final Map<TopicPartition, Long> positions = new HashMap<>(Map.of(ONE, 5L, TWO, 0L));
  private final List<Long> passed = new ArrayList<>();
  private final TickGate gate = new TickGate(positions, tick -> passed.add(tick.sentNanos()));

  @Test
  void a_tick_passes_at_once_where_nothing_is_missing() {
    gate.offer(tick(1, Map.of(ONE, 4L)));
    gate.offer(tick(2, Map.of()));
    assertThat(passed).containsExactly(1L, 2L);
  }

  @Test
  void a_tick_waits_for_the_last_record_of_each_partition() {
    gate.offer(tick(1, Map.of(ONE, 5L, TWO, 1L)));
    record(ONE, 5);
    record(TWO, 0);
    assertThat(passed).isEmpty();
    record(TWO, 1);
    assertThat(passed).containsExactly(1L);
  }

  @Test
  void ticks_pass_in_order_and_each_waits_for_its_own() {
    gate.offer(tick(1, Map.of(ONE, 5L)));
    gate.offer(tick(2, Map.of(ONE, 6L)));
    gate.offer(tick(3, Map.of(ONE, 6L)));
    record(ONE, 5);
    assertThat(passed).containsExactly(1L);
    record(ONE, 6);
    assertThat(passed).containsExactly(1L, 2L, 3L);
  }

  @Test
  void of_many_that_wait_some_are_dropped_and_the_stream_goes_on() {
    for (int tick = 1; tick <= 100; tick++) {
      gate.offer(tick(tick, Map.of(ONE, 4L + tick)));
    }
    for (int offset = 5; offset <= 104; offset++) {
      record(ONE, offset);
    }
    gate.offer(tick(101, Map.of(ONE, 104L)));
    assertThat(passed).hasSizeLessThan(20).startsWith(1L, 2L).endsWith(101L);
  }

  @Test
  void what_a_tick_says_comes_through_both_of_its_forms() {
    StreamTick tick = new StreamTick(-7, 11, Map.of(ONE, 1L << 40, TWO, 3L));
    assertThat(StreamTick.decode(tick.encode())).isEqualTo(tick);
    assertThat(StreamTick.ofMessage(StreamTick.message(-7, 11)))
        .isEqualTo(new StreamTick(-7, 11, Map.of()));
    byte[] whole = tick.encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> StreamTick.decode(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> StreamTick.ofMessage(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void record(TopicPartition partition, long offset) {
    positions.put(partition, offset + 1);
    gate.record(partition, offset);
  }

  private static StreamTick tick(long sent, Map<TopicPartition, Long> ends) {
    return new StreamTick(1, sent, ends);
  }
}
