package io.tidemark.simulation;

import io.tidemark.flow.JournalEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One incarnation of a namespace's journal, complete: also what is no longer kept. */
final class Incarnation {
  /** Where an entry's change says what was done. */
  private static final int OPERATION_AT = "{\"op\":\"".length();

  private final int epoch;
  private final List<JournalEntry> entries;
  private long forgotten;

  Incarnation(int epoch, List<JournalEntry> entries, long forgotten) {
    this.epoch = epoch;
    this.entries = new ArrayList<>(entries);
    this.forgotten = forgotten;
  }

  int epoch() {
    return epoch;
  }

  long head() {
    return entries.size();
  }

  /** Up to here nothing is kept. */
  long forgotten() {
    return forgotten;
  }

  void forget(long upTo) {
    forgotten = Math.max(forgotten, upTo);
  }

  /** Adds an entry. */
  JournalEntry add(UUID fileId, boolean delete, long committedAtMicros) {
    long seq = head() + 1;
    String change = "{\"op\":\"" + (delete ? "delete" : "commit") + "\",\"seq\":" + seq + "}";
    JournalEntry entry =
        new JournalEntry(seq, fileId, change.getBytes(StandardCharsets.UTF_8), committedAtMicros);
    entries.add(entry);
    return entry;
  }

  static boolean isDelete(JournalEntry entry) {
    return entry.change()[OPERATION_AT] == 'd';
  }

  JournalEntry at(long seq) {
    return entries.get(Math.toIntExact(seq - 1));
  }

  /** What is kept after {@code after}, at most {@code limit} entries. */
  List<JournalEntry> after(long after, int limit) {
    int from = Math.toIntExact(Math.min(head(), Math.max(after, forgotten)));
    return List.copyOf(entries.subList(from, Math.min(entries.size(), from + limit)));
  }

  List<JournalEntry> upTo(long seq) {
    return entries.subList(0, Math.toIntExact(seq));
  }

  /** Which files there are after {@code seq}, each with its newest entry. */
  Map<UUID, Long> files(long seq) {
    Map<UUID, Long> files = new HashMap<>();
    for (JournalEntry entry : upTo(seq)) {
      if (isDelete(entry)) {
        files.remove(entry.fileId());
      } else {
        files.put(entry.fileId(), entry.seq());
      }
    }
    return files;
  }
}
