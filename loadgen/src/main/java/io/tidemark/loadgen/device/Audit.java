package io.tidemark.loadgen.device;

import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.protocol.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Holds what a device took in against the journal, which is the truth: of each span the newest
 * change of each file must have come, and at the end the device must stand at head.
 */
public final class Audit {
  private record Span(long from, long to) {}

  private final UUID ns;
  private final List<Change> journal;
  private final KnownChanges known;
  private final Map<Span, long[]> newestIn = new HashMap<>();

  /**
   * @param journal all entries, from seq 1 on, with no hole
   * @param known what all devices were told
   */
  public Audit(UUID ns, List<Change> journal, KnownChanges known) {
    this.ns = ns;
    this.journal = List.copyOf(journal);
    this.known = known;
    for (int i = 0; i < journal.size(); i++) {
      if (journal.get(i).seq() != i + 1) {
        throw new IllegalStateException(
            "the journal of %s has seq %d where %d should be"
                .formatted(ns, journal.get(i).seq(), i + 1));
      }
    }
  }

  public long head() {
    return journal.size();
  }

  /** Adds to the device's ledger what only the journal shows. */
  public void check(DeviceState device) {
    Ledger ledger = device.ledger();
    ledger
        .spans(ns)
        .forEach((from, to, seqs, start, count) -> checkSpan(ledger, from, to, seqs, start, count));
    long watermark = device.watermark(ns);
    if (watermark != head()) {
      ledger.add(Finding.NOT_AT_HEAD, 1, ns, watermark, head(), "stands at " + watermark);
    }
  }

  /** The changes of which devices were told something else than the journal says. */
  public List<Change> different() {
    List<Change> different = new ArrayList<>();
    for (Change change : journal) {
      if (!known.intern(ns, change).equals(change)) {
        different.add(change);
      }
    }
    return different;
  }

  private void checkSpan(Ledger ledger, long from, long to, long[] seqs, int start, int count) {
    Set<Long> got = HashSet.newHashSet(count);
    for (int i = start; i < start + count; i++) {
      got.add(seqs[i]);
    }
    for (long seq : newestIn.computeIfAbsent(new Span(from, to), this::newest)) {
      if (!got.contains(seq)) {
        ledger.add(
            Finding.LOST, 1, ns, from, to, "seq " + seq + " " + journal.get((int) seq - 1).path());
      }
    }
  }

  private long[] newest(Span span) {
    Map<UUID, Long> newest = new HashMap<>();
    long end = Math.min(span.to(), head());
    for (long seq = span.from() + 1; seq <= end; seq++) {
      newest.put(journal.get((int) seq - 1).fileId(), seq);
    }
    return newest.values().stream().mapToLong(Long::longValue).sorted().toArray();
  }
}
