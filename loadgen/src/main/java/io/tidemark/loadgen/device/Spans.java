package io.tidemark.loadgen.device;

import java.util.Arrays;

/**
 * What a device took in for one namespace, span by span: which changes came for ({@code from},
 * {@code to}]. Kept in one array of longs, because an audit wants all of it for every device.
 */
final class Spans {
  private long[] data = new long[16];
  private int used;

  /** Sees one span. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param seqs holds the span's changes from {@code start} for {@code count}
     */
    void span(long from, long to, long[] seqs, int start, int count);
  }

  void add(long from, long to, long[] seqs, int count) {
    int needed = used + 3 + count;
    if (needed > data.length) {
      data = Arrays.copyOf(data, Math.max(needed, data.length * 2));
    }
    data[used] = from;
    data[used + 1] = to;
    data[used + 2] = count;
    System.arraycopy(seqs, 0, data, used + 3, count);
    used = needed;
  }

  void clear() {
    used = 0;
  }

  void forEach(Visitor visitor) {
    for (int i = 0; i < used; ) {
      int count = (int) data[i + 2];
      visitor.span(data[i], data[i + 1], data, i + 3, count);
      i += 3 + count;
    }
  }
}
