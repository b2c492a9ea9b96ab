package io.tidemark.commit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits in a lane, measured by weight and never more than the limit. Any thread may add. */
final class LaneQueue<T extends LaneQueue.Weighted> {
  private final int limit;
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private int weight;

  /** Something that takes its share of a batch. */
  interface Weighted {
    int weight();

    /** When it came, in the lane's time. */
    long sinceNanos();
  }

  LaneQueue(int limit) {
    this.limit = limit;
  }

  /** False if it is full. Something that alone is over the limit still fits an empty queue. */
  synchronized boolean offer(T item) {
    if (weight > 0 && weight + item.weight() > limit) {
      return false;
    }
    waiting.add(item);
    weight += item.weight();
    return true;
  }

  /** The next ones, in order, up to a batch's weight; at least one unless it is empty. */
  synchronized List<T> take(int batchWeight) {
    List<T> batch = new ArrayList<>();
    int taken = 0;
    T next;
    while ((next = waiting.peek()) != null
        && (batch.isEmpty() || taken + next.weight() <= batchWeight)) {
      taken += next.weight();
      batch.add(waiting.remove());
    }
    weight -= taken;
    return batch;
  }

  synchronized int weight() {
    return weight;
  }

  synchronized @Nullable T oldest() {
    return waiting.peek();
  }
}
