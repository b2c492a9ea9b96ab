package io.tidemark.thumbnail;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work in lanes that take turns: who waits for four things is not behind somebody's thousand. Not
 * safe for several threads.
 */
final class FairQueue<T> {
  private final int capacity;
  private final Map<Object, ArrayDeque<T>> lanes = new LinkedHashMap<>();
  private int size;

  /**
   * @param capacity of all lanes together
   */
  FairQueue(int capacity) {
    this.capacity = capacity;
  }

  /** False if there are too many. */
  boolean offer(Object lane, T work) {
    if (size >= capacity) {
      return false;
    }
    size++;
    lanes.computeIfAbsent(lane, _ -> new ArrayDeque<>()).add(work);
    return true;
  }

  /** The next, which is taken out; null if there is none. */
  @Nullable T poll() {
    Iterator<Map.Entry<Object, ArrayDeque<T>>> turns = lanes.entrySet().iterator();
    if (!turns.hasNext()) {
      return null;
    }
    Map.Entry<Object, ArrayDeque<T>> turn = turns.next();
    turns.remove();
    T work = turn.getValue().remove();
    if (!turn.getValue().isEmpty()) {
      lanes.put(turn.getKey(), turn.getValue()); // Behind all others.
    }
    size--;
    return work;
  }

  /** Takes out what somebody no longer waits for; false if it is not there. */
  boolean remove(Object lane, T work) {
    ArrayDeque<T> waiting = lanes.get(lane);
    if (waiting == null || !waiting.remove(work)) {
      return false;
    }
    if (waiting.isEmpty()) {
      lanes.remove(lane);
    }
    size--;
    return true;
  }

  int size() {
    return size;
  }
}
