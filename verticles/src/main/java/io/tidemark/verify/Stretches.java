package io.tidemark.verify;

import java.util.ArrayList;
import java.util.List;

/** Which entries of one namespace's journal were seen, as they came: in order, but for repeats. */
final class Stretches {
  private final int epoch;
  private long first;
  private long last;
  private List<long[]> holes = List.of();

  /**
   * @param from exclusive
   */
  Stretches(int epoch, long from, long to) {
    this.epoch = epoch;
    this.first = from + 1;
    this.last = to;
  }

  int epoch() {
    return epoch;
  }

  /** The lowest that was seen. */
  long first() {
    return first;
  }

  /** The highest that was seen. */
  long last() {
    return last;
  }

  /** Those between first and last that were not seen; both ends inclusive. */
  List<long[]> holes() {
    return holes;
  }

  void add(long from, long to) {
    if (!holes.isEmpty()) {
      holes = without(from + 1, to);
    }
    if (from + 1 < first) {
      if (to + 1 < first) {
        hole(to + 1, first - 1);
      }
      first = from + 1;
    }
    if (to > last) {
      if (from > last) {
        hole(last + 1, from);
      }
      last = to;
    }
  }

  private void hole(long low, long high) {
    List<long[]> more = new ArrayList<>(holes);
    more.add(new long[] {low, high});
    holes = more;
  }

  private List<long[]> without(long low, long high) {
    List<long[]> rest = new ArrayList<>(holes.size());
    for (long[] hole : holes) {
      if (hole[0] < low) {
        rest.add(new long[] {hole[0], Math.min(hole[1], low - 1)});
      }
      if (hole[1] > high) {
        rest.add(new long[] {Math.max(hole[0], high + 1), hole[1]});
      }
    }
    return rest;
  }
}
