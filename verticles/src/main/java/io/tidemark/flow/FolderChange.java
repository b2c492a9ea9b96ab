package io.tidemark.flow;

import java.util.List;
import java.util.UUID;

/**
 * What one transaction added to one namespace's journal: the unit that travels through Kafka.
 *
 * @param entries at least one, by {@code seq}, without a hole
 */
public record FolderChange(UUID ns, int epoch, List<JournalEntry> entries) {

  /** The {@code seq} before the first entry. */
  public long from() {
    return entries.getFirst().seq() - 1;
  }

  /** The {@code seq} of the last entry. */
  public long to() {
    return entries.getLast().seq();
  }
}
