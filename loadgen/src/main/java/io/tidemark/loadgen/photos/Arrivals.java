package io.tidemark.loadgen.photos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** When the thumbnails of one grid came, counted from the request. */
public final class Arrivals {
  private final List<Long> nanos = new ArrayList<>();
  private long imageBytes;
  private long wireBytes;
  private int refused;

  synchronized void came(long sinceRequestNanos, int bytes) {
    nanos.add(sinceRequestNanos);
    imageBytes += bytes;
  }

  /** An item without a thumbnail. */
  synchronized void refused() {
    refused++;
  }

  synchronized void read(long bytes) {
    wireBytes += bytes;
  }

  /**
   * The time by which this part of the thumbnails was there.
   *
   * @param part 0: the first, 1: the last
   */
  public synchronized double millis(double part) {
    if (nanos.isEmpty()) {
      return Double.NaN;
    }
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part)) / 1e6;
  }

  public synchronized int count() {
    return nanos.size();
  }

  public synchronized int refusedCount() {
    return refused;
  }

  public synchronized long imageBytes() {
    return imageBytes;
  }

  /** Of the bodies, without heads. */
  public synchronized long wireBytes() {
    return wireBytes;
  }
}
