package io.tidemark.flow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

/**
 * Gathers consecutive journal entries into one delta: of each file only the newest, of at most
 * {@code limit} files, by {@code seq}.
 *
 * <p>Once a further file does not fit, the delta is truncated: its changes stay those of the
 * entries up to then, without the ones that have changed again, and only its end moves on. So a
 * device that applies them and then reads the journal after the last of them has everything. Memory
 * is bounded by {@code limit} whatever comes.
 */
public final class Compaction {
  private final int limit;
  private final long from;
  private final LinkedHashMap<UUID, JournalEntry> newest = new LinkedHashMap<>(4);
  private long to;
  private boolean truncated;
  private long oldestCommitMicros = Long.MAX_VALUE;

  /**
   * @param from the {@code seq} before the first entry to come
   */
  public Compaction(long from, int limit) {
    this.from = from;
    this.to = from;
    this.limit = limit;
  }

  /** Whether {@link #add} would keep the delta whole. */
  public boolean fits(JournalEntry entry) {
    return !truncated && (newest.size() < limit || newest.containsKey(entry.fileId()));
  }

  /** Adds the next entry; one that is there already is ignored. */
  public void add(JournalEntry entry) {
    if (entry.seq() <= to) {
      return;
    }
    if (entry.seq() != to + 1) {
      throw new IllegalArgumentException(
          "entry " + entry.seq() + " does not follow " + to + ": a delta has no hole");
    }
    boolean fits = fits(entry);
    newest.remove(entry.fileId());
    if (fits) {
      newest.put(entry.fileId(), entry);
    } else {
      truncated = true;
    }
    to = entry.seq();
    oldestCommitMicros = Math.min(oldestCommitMicros, entry.committedAtMicros());
  }

  /**
   * Ends the delta at {@code end} without knowing the entries in between: they are read from the
   * journal.
   */
  public void skipTo(long end) {
    if (end > to) {
      to = end;
      truncated = true;
    }
  }

  public long from() {
    return from;
  }

  public long to() {
    return to;
  }

  public boolean isEmpty() {
    return to == from;
  }

  /** The delta so far. */
  public Delta toDelta(UUID ns, int epoch) {
    return new Delta(
        ns, epoch, from, to, List.copyOf(newest.values()), truncated, oldestCommitMicros);
  }
}
