package io.tidemark.relay;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds ticks back until everything that they speak of has passed, in whatever partition: a
 * consumer keeps the order within a partition only.
 */
final class TickGate {
  /** Further ones are dropped: the next one will do. */
  private static final int WAITING_MAX = 8;

  /** Of each partition the offset of the next record. */
  private final Map<TopicPartition, Long> positions;

  private final Consumer<StreamTick> passed;
  private final ArrayDeque<StreamTick> waiting = new ArrayDeque<>(WAITING_MAX);

  /** What the first one in line waits for: partitions, and the record to see there. */
  private final Map<TopicPartition, Long> missing = new HashMap<>();

  /**
   * @param positions kept up to date by the caller
   * @param passed told of ticks, in order
   */
  TickGate(Map<TopicPartition, Long> positions, Consumer<StreamTick> passed) {
    this.positions = positions;
    this.passed = passed;
  }

  void offer(StreamTick tick) {
    if (waiting.size() < WAITING_MAX) {
      waiting.add(tick);
    }
    if (missing.isEmpty()) {
      open();
    }
  }

  /** A record has passed, and {@code positions} says so already. */
  void record(TopicPartition partition, long offset) {
    Long awaited = missing.get(partition);
    if (awaited != null && offset >= awaited) {
      missing.remove(partition);
      if (missing.isEmpty()) {
        passed.accept(waiting.removeFirst());
        open();
      }
    }
  }

  /** The stream begins anew, at other places: ticks that came before say nothing about it. */
  void clear() {
    waiting.clear();
    missing.clear();
  }

  private void open() {
    while (!waiting.isEmpty()) {
      waiting
          .getFirst()
          .ends()
          .forEach((partition, last) -> {
            if (positions.getOrDefault(partition, 0L) <= last) {
              missing.put(partition, last);
            }
          });
      if (!missing.isEmpty()) {
        return;
      }
      passed.accept(waiting.removeFirst());
    }
  }
}
