package io.tidemark.relay;

import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Cuts a namespace's new entries into folder changes, each of which fits a Kafka record. */
final class FolderChanges {
  static final int ENTRIES_MAX = 500;
  static final int BYTES_MAX = 512 << 10;

  private FolderChanges() {}

  /**
   * @param entries in any order; a hole among them begins a new change
   */
  static List<FolderChange> of(UUID ns, int epoch, List<JournalEntry> entries) {
    List<JournalEntry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(JournalEntry::seq));
    List<FolderChange> changes = new ArrayList<>(1);
    int start = 0;
    long bytes = 0;
    for (int index = 0; index < ordered.size(); index++) {
      long length = ordered.get(index).change().length;
      boolean cut =
          index > start
              && (index - start >= ENTRIES_MAX
                  || bytes + length > BYTES_MAX
                  || ordered.get(index).seq() != ordered.get(index - 1).seq() + 1);
      if (cut) {
        changes.add(new FolderChange(ns, epoch, List.copyOf(ordered.subList(start, index))));
        start = index;
        bytes = 0;
      }
      bytes += length;
    }
    if (start < ordered.size()) {
      changes.add(new FolderChange(ns, epoch, List.copyOf(ordered.subList(start, ordered.size()))));
    }
    return changes;
  }
}
