package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Sizes;
import java.util.concurrent.TimeUnit;

/** A hub's memory over a stretch of time, looked at now and then. */
final class MemoryTrack {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final HubProbe probe;
  private final HubProbe.Look first;
  private HubProbe.Look last;
  private long lastNanos = System.nanoTime();
  private long mostResident;
  private long mostHeap;
  private long leastHeap;

  MemoryTrack(HubProbe probe) {
    this.probe = probe;
    this.first = probe.look();
    this.last = first;
    this.leastHeap = first.heapBytes();
    keep(first);
  }

  /** To be called often; looks when it is time to. */
  void look() {
    long now = System.nanoTime();
    if (now - lastNanos >= EVERY_NANOS) {
      lastNanos = now;
      keep(probe.look());
    }
  }

  private void keep(HubProbe.Look look) {
    last = look;
    mostResident = Math.max(mostResident, look.residentBytes());
    mostHeap = Math.max(mostHeap, look.heapBytes());
    leastHeap = Math.min(leastHeap, look.heapBytes());
  }

  HubProbe.Look first() {
    return first;
  }

  HubProbe.Look last() {
    return last;
  }

  /** Heap in use swings between two collections, so both ends of it are told. */
  String line() {
    return first.residentBytes() == 0
        ? first.memory()
        : "resident %s at first, at most %s, %s at last; heap in use %s to %s"
            .formatted(
                Sizes.bytes(first.residentBytes()),
                Sizes.bytes(mostResident),
                Sizes.bytes(last.residentBytes()),
                Sizes.bytes(leastHeap),
                Sizes.bytes(mostHeap));
  }
}
