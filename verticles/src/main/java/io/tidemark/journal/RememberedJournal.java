package io.tidemark.journal;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one namespace: its head, and a stretch of entries without a hole that may
 * end before the head, where that was learned from elsewhere.
 */
final class RememberedJournal {
  /** What an entry costs beside the bytes of its change. */
  private static final long ENTRY_BYTES = 120;

  /** A page ends at this size; its first entry is in it however large. */
  private static final long PAGE_BYTES = 4L << 20;

  /** Entries are dropped some at a time, for each time the others have to move. */
  private static final int SLACK_SHIFT = 2;

  private final ArrayList<JournalEntry> entries = new ArrayList<>(1);
  private int epoch;
  private long head;

  /** When something of it passed last. */
  long changedNanos;

  RememberedJournal(int epoch, long head) {
    this.epoch = epoch;
    this.head = head;
  }

  /** Returns by how many bytes it has grown, as all that change it do. */
  long append(FolderChange change, int limit) {
    if (change.epoch() < epoch) {
      return 0;
    }
    long grown = 0;
    if (change.epoch() > epoch) {
      grown += renew(change.epoch(), change.to());
    }
    head = Math.max(head, change.to());
    if (hasEntries() && change.to() <= last()) {
      return grown;
    }
    if (hasEntries() && change.from() > last()) {
      grown += dropEntries(Long.MAX_VALUE);
    }
    long known = hasEntries() ? last() : change.from();
    for (JournalEntry entry : change.entries()) {
      if (entry.seq() > known) {
        entries.add(entry);
        grown += cost(entry);
      }
    }
    if (entries.size() > limit + (limit >> SLACK_SHIFT)) {
      grown += dropFirst(entries.size() - limit);
    }
    return grown;
  }

  long learnHead(int ofEpoch, long seq) {
    if (ofEpoch < epoch) {
      return 0;
    }
    if (ofEpoch > epoch) {
      return renew(ofEpoch, seq);
    }
    head = Math.max(head, seq);
    return 0;
  }

  JournalMemory.Head head() {
    return new JournalMemory.Head(epoch, head);
  }

  boolean hasEntries() {
    return !entries.isEmpty();
  }

  List<JournalEntry> entries() {
    return List.copyOf(entries);
  }

  @Nullable CatchUpPage read(int ofEpoch, long after, int limit) {
    if (ofEpoch != epoch || !hasEntries() || after >= last() || after < first() - 1) {
      return null;
    }
    int from = Math.toIntExact(after + 1 - first());
    int to = from;
    long bytes = 0;
    while (to < entries.size() && to - from < limit && (to == from || bytes < PAGE_BYTES)) {
      bytes += entries.get(to).change().length;
      to++;
    }
    return new CatchUpPage(epoch, head, List.copyOf(entries.subList(from, to)));
  }

  /** Drops the oldest entries until {@code bytes} are free or none are left. */
  long dropEntries(long bytes) {
    int count = 0;
    long freed = 0;
    while (count < entries.size() && freed < bytes) {
      freed += cost(entries.get(count));
      count++;
    }
    return dropFirst(count);
  }

  private long renew(int newEpoch, long newHead) {
    epoch = newEpoch;
    head = newHead;
    return dropEntries(Long.MAX_VALUE);
  }

  private long dropFirst(int count) {
    List<JournalEntry> dropped = entries.subList(0, count);
    long freed = 0;
    for (JournalEntry entry : dropped) {
      freed += cost(entry);
    }
    dropped.clear();
    if (entries.isEmpty()) {
      entries.trimToSize();
    }
    return -freed;
  }

  private long first() {
    return entries.getFirst().seq();
  }

  private long last() {
    return entries.getLast().seq();
  }

  private static long cost(JournalEntry entry) {
    return ENTRY_BYTES + entry.change().length;
  }
}
