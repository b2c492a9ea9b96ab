package io.tidemark.flow;

import java.util.List;

/**
 * A stretch of a namespace's journal, read to bring a device nearer to the head.
 *
 * @param head the newest {@code seq} when this was read
 * @param entries by {@code seq}, without a hole among them; empty if there is nothing after what
 *     was asked for
 */
public record CatchUpPage(int epoch, long head, List<JournalEntry> entries) {

  /** Whether the journal still holds what comes after {@code after}; if not, take a snapshot. */
  public boolean reachesBackTo(long after) {
    return entries.isEmpty() ? after >= head : entries.getFirst().seq() <= after + 1;
  }

  /** Whether there is more to read after {@code after} and these entries. */
  public boolean hasMore(long after) {
    return (entries.isEmpty() ? after : entries.getLast().seq()) < head;
  }
}
