package io.tidemark.journal;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A part of the namespaces of a {@link JournalMemory}, under one lock. */
final class JournalMemoryShard {
  private final JournalMemory.Bounds bounds;

  /** By last use, so that what nobody asks for goes first. */
  private final LinkedHashMap<UUID, RememberedJournal> journals =
      new LinkedHashMap<>(16, 0.75f, true);

  /** Those with entries, by last change. */
  private final LinkedHashMap<UUID, RememberedJournal> tails = new LinkedHashMap<>();

  private long bytes;
  private long forgottenNanos;

  JournalMemoryShard(JournalMemory.Bounds bounds, long nowNanos) {
    this.bounds = bounds;
    this.forgottenNanos = nowNanos;
  }

  synchronized void append(FolderChange change, long nowNanos) {
    RememberedJournal journal = journals.get(change.ns());
    if (journal == null) {
      journal = new RememberedJournal(change.epoch(), change.to());
      journals.put(change.ns(), journal);
    }
    bytes += journal.append(change, bounds.entriesPerNamespace());
    journal.changedNanos = nowNanos;
    tails.remove(change.ns());
    if (journal.hasEntries()) {
      tails.put(change.ns(), journal);
    }
    makeRoom();
  }

  synchronized void learnHead(UUID ns, int epoch, long seq, long sinceNanos) {
    RememberedJournal journal = journals.get(ns);
    if (journal != null) {
      bytes += journal.learnHead(epoch, seq);
      if (!journal.hasEntries()) {
        tails.remove(ns);
      }
    } else if (sinceNanos - forgottenNanos > 0) {
      journal = new RememberedJournal(epoch, seq);
      journal.changedNanos = sinceNanos;
      journals.put(ns, journal);
      makeRoom();
    }
  }

  synchronized JournalMemory.@Nullable Head head(UUID ns) {
    RememberedJournal journal = journals.get(ns);
    return journal == null ? null : journal.head();
  }

  synchronized boolean covers(UUID ns, long sinceNanos) {
    return journals.containsKey(ns) || sinceNanos - forgottenNanos > 0;
  }

  synchronized @Nullable CatchUpPage read(UUID ns, int epoch, long after, int limit) {
    RememberedJournal journal = journals.get(ns);
    return journal == null ? null : journal.read(epoch, after, limit);
  }

  synchronized void forget(long nowNanos) {
    journals.clear();
    tails.clear();
    bytes = 0;
    forgottenNanos = nowNanos;
  }

  synchronized List<UUID> withEntries() {
    return List.copyOf(tails.keySet());
  }

  synchronized @Nullable FolderChange tail(UUID ns) {
    RememberedJournal journal = tails.get(ns);
    List<JournalEntry> entries = journal == null ? List.of() : journal.entries();
    return journal == null ? null : new FolderChange(ns, journal.head().epoch(), entries);
  }

  synchronized int namespaces() {
    return journals.size();
  }

  synchronized long bytes() {
    return bytes;
  }

  private void makeRoom() {
    if (journals.size() > bounds.namespaces()) {
      Iterator<Map.Entry<UUID, RememberedJournal>> eldest = journals.entrySet().iterator();
      Map.Entry<UUID, RememberedJournal> goes = eldest.next();
      eldest.remove();
      tails.remove(goes.getKey());
      bytes += goes.getValue().dropEntries(Long.MAX_VALUE);
      if (goes.getValue().changedNanos - forgottenNanos > 0) {
        forgottenNanos = goes.getValue().changedNanos;
      }
    }
    while (bytes > bounds.bytes()) {
      Iterator<RememberedJournal> eldest = tails.values().iterator();
      RememberedJournal shrinks = eldest.next();
      bytes += shrinks.dropEntries(bytes - bounds.bytes());
      if (!shrinks.hasEntries()) {
        eldest.remove();
      }
    }
  }
}
