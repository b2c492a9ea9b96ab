package io.tidemark.loadgen.load;

/** A bounded queue of longs without an object for each. */
final class LongQueue {
  private final long[] values;
  private int first;
  private int size;

  LongQueue(int capacity) {
    values = new long[capacity];
  }

  /** False if it is full. */
  boolean add(long value) {
    if (size == values.length) {
      return false;
    }
    values[(first + size) % values.length] = value;
    size++;
    return true;
  }

  /** Only if it is not empty. */
  long peek() {
    return values[first];
  }

  /** Only if it is not empty. */
  long poll() {
    long value = values[first];
    first = (first + 1) % values.length;
    size--;
    return value;
  }

  boolean isEmpty() {
    return size == 0;
  }
}
