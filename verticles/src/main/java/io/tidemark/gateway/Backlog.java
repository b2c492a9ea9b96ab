package io.tidemark.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.session.Delivery;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the connections of a node hold back: counted by each event loop from time to time, summed up
 * here.
 *
 * <p>Only connections are looked at that held something back when they were last heard of. To look
 * at all would cost a loop with ten thousand of them as much as it costs to send them something.
 */
final class Backlog {
  private final AtomicLong slowTotal;
  private final AtomicLong owedTotal;
  private final AtomicLong bytesTotal;
  private final Set<Delivery> suspects = new HashSet<>();
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

  /** The device may be owed something now, or its socket full: from now on, it is looked at. */
  void suspect(Delivery delivery) {
    suspects.add(delivery);
  }

  void count() {
    suspects.removeIf(delivery -> !add(delivery));
    counted();
  }

  private boolean add(Delivery delivery) {
    if (!delivery.holdsBack()) {
      return false;
    }
    slow += delivery.outlet().writable() ? 0 : 1;
    owed += delivery.session().backlog();
    bytes += delivery.outlet().queuedBytes();
    return true;
  }

  /** Nobody is here any more. */
  void end() {
    suspects.clear();
    counted();
  }

  private void counted() {
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
