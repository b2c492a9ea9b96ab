package io.tidemark.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the connections of a node hold back: counted by each event loop from time to time, summed up
 * here.
 */
final class Backlog {
  private final AtomicLong slowTotal;
  private final AtomicLong owedTotal;
  private final AtomicLong bytesTotal;
  private long slow;
  private long owed;
  private long bytes;
  private long lastSlow;
  private long lastOwed;
  private long lastBytes;

  /** The sums of a node. */
  record Totals(AtomicLong slow, AtomicLong owed, AtomicLong bytes) {
    static Totals of(MeterRegistry registry) {
      return new Totals(
          registry.gauge("connections_slow", new AtomicLong()),
          registry.gauge("namespaces_owed", new AtomicLong()),
          registry.gauge("connections_queued_bytes", new AtomicLong()));
    }
  }

  /** Of one event loop. */
  Backlog(Totals totals) {
    this.slowTotal = totals.slow();
    this.owedTotal = totals.owed();
    this.bytesTotal = totals.bytes();
  }

  /** One connection that cannot be written to now, or is owed something. */
  void add(boolean full, int namespaces, long queuedBytes) {
    slow += full ? 1 : 0;
    owed += namespaces;
    bytes += queuedBytes;
  }

  /** All connections were looked at. */
  void counted() {
    slowTotal.addAndGet(slow - lastSlow);
    owedTotal.addAndGet(owed - lastOwed);
    bytesTotal.addAndGet(bytes - lastBytes);
    lastSlow = slow;
    lastOwed = owed;
    lastBytes = bytes;
    slow = 0;
    owed = 0;
    bytes = 0;
  }
}
