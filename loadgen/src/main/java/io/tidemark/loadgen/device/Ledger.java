package io.tidemark.loadgen.device;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * What one device holds against the hub. Each kind of {@link Finding} says precisely what is
 * counted; {@link Audit} adds, from the journal, what can be known only at the end.
 */
public final class Ledger {
  /** Details kept for each device; beyond that only the counts go on. */
  private static final int DETAILS = 20;

  /** A kind of thing that a ledger counts. */
  public enum Finding {
    /**
     * A span that the device was told it has ({@code from}..{@code to}] came without the newest
     * change of a file in it. Known only from the journal.
     */
    LOST(true),
    /**
     * A change of a delta that brought nothing new on its connection: all of it was covered before,
     * and it fills no hole. (The client's rule keeps it from being applied twice.)
     */
    DUPLICATED(true),
    /**
     * A change out of rising order or outside its delta's span, or a delta that came after a later
     * one on the same connection, filling a hole that was seen.
     */
    OUT_OF_ORDER(true),
    /**
     * A delta that began above what the connection had covered. The device repairs it from the
     * journal, but on one connection the hub promises none.
     */
    HOLE(true),
    /** Two different changes under one {@code seq}: to two devices, or in push and journal. */
    DIFFERENT(true),
    /** Something about a namespace that the hub had not named in welcome or joined. */
    FOREIGN(true),
    /** A frame or event that cannot be read. */
    UNREADABLE(true),
    /** Closed for a reason that is the device's own fault, though it did nothing wrong. */
    ACCUSED(true),
    /** The watermark is below the journal's head at the end. */
    NOT_AT_HEAD(true),
    /** A change that took longer than the limit from commit to device while it was live. */
    STALE(true),
    /**
     * A change that came again in a delta that also brings new ones, or first on a new connection
     * whose cursor was older than the device's state. The contract's rule is made for it (a delta
     * is encoded once for all devices, wherever each of them stands), so it is told, but no fault.
     */
    OVERLAP(false);

    private final boolean violation;

    Finding(boolean violation) {
      this.violation = violation;
    }

    /** Whether the hub broke a promise. */
    public boolean violation() {
      return violation;
    }

    /** As figures are named: {@code notAtHead} for {@code NOT_AT_HEAD}. */
    public String figure() {
      StringBuilder name = new StringBuilder();
      for (String word : name().toLowerCase(Locale.ROOT).split("_")) {
        name.append(
            name.isEmpty()
                ? word
                : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
      }
      return name.toString();
    }
  }

  /** One finding with what is needed to look into it. */
  public record Detail(Finding finding, String device, UUID ns, long from, long to, String text) {
    @Override
    public String toString() {
      return "%s device=%s ns=%s (%d..%d] %s".formatted(finding, device, ns, from, to, text);
    }
  }

  private static final UUID NO_NAMESPACE = new UUID(0, 0);

  private final String device;
  private final long staleLimitMicros;
  private final boolean audited;
  private final Map<Finding, Long> counts = new EnumMap<>(Finding.class);
  private final List<Detail> details = new ArrayList<>(0);
  private final Map<UUID, Spans> spans = new HashMap<>(2);
  private long deltas;
  private long changes;
  private long maxStaleMicros;

  /**
   * @param staleLimitMicros a live change that arrives later than this is {@link Finding#STALE}
   * @param audited whether to note all that comes, for an {@link Audit} at the end
   */
  public Ledger(String device, long staleLimitMicros, boolean audited) {
    this.device = device;
    this.audited = audited;
    this.staleLimitMicros = staleLimitMicros;
  }

  public void add(Finding finding, long count, UUID ns, long from, long to, String text) {
    if (count == 0) {
      return;
    }
    counts.merge(finding, count, Long::sum);
    if (finding.violation() && details.size() < DETAILS) {
      details.add(new Detail(finding, device, ns, from, to, text));
    }
  }

  /** For what belongs to no namespace. */
  public void add(Finding finding, String text) {
    add(finding, 1, NO_NAMESPACE, 0, 0, text);
  }

  void delta() {
    deltas++;
  }

  /** {@code count} changes stood for the span and were applied. */
  void applied(UUID ns, long from, long to, long[] seqs, int count) {
    changes += count;
    if (audited) {
      spans.computeIfAbsent(ns, _ -> new Spans()).add(from, to, seqs, count);
    }
  }

  /** The namespace starts anew from a snapshot: what came before no longer counts. */
  void restarted(UUID ns) {
    spans.remove(ns);
  }

  void staleness(UUID ns, long seq, long micros) {
    maxStaleMicros = Math.max(maxStaleMicros, micros);
    if (micros > staleLimitMicros) {
      add(Finding.STALE, 1, ns, seq - 1, seq, "arrived after " + micros / 1000 + " ms");
    }
  }

  public String device() {
    return device;
  }

  public long count(Finding finding) {
    return counts.getOrDefault(finding, 0L);
  }

  public long violations() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().violation())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  public List<Detail> details() {
    return List.copyOf(details);
  }

  /** Deltas that came in. */
  public long deltas() {
    return deltas;
  }

  /** Changes that were applied. */
  public long changes() {
    return changes;
  }

  public long maxStaleMicros() {
    return maxStaleMicros;
  }

  Spans spans(UUID ns) {
    return spans.getOrDefault(ns, new Spans());
  }
}
