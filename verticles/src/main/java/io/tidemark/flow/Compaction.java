package io.tidemark.flow;

import io.tidemark.protocol.Limits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gathers consecutive journal entries into one delta: of each file only the newest, of at most
 * {@code limit} files and {@link Limits#DELTA_BYTES}, by {@code seq}.
 *
 * <p>Once a further file does not fit, the delta is truncated: its changes stay those of the
 * entries up to then, without the ones that have changed again, and only its end moves on. So a
 * device that applies them and then reads the journal after the last of them has everything. Memory
 * is bounded whatever comes, and so is what waits in the socket of a slow device.
 */
public final class Compaction {
  private final int limit;
  private final long from;
  private final LinkedHashMap<UUID, JournalEntry> newest = new LinkedHashMap<>(4);
  private long to;
  private int bytes;
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
    if (truncated) {
      return false;
    }
    JournalEntry older = newest.get(entry.fileId());
    int others = newest.size() - (older == null ? 0 : 1);
    return others == 0
        || (others < limit && bytes - size(older) + size(entry) <= Limits.DELTA_BYTES);
  }

  private static int size(@Nullable JournalEntry entry) {
    return entry == null ? 0 : entry.change().length;
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
    bytes -= size(newest.remove(entry.fileId()));
    if (fits) {
      newest.put(entry.fileId(), entry);
      bytes += size(entry);
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
