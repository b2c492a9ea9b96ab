package io.tidemark.commit.plan;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Sorts the entries of a draft by how they must be written. */
final class WriteSet {
  private final List<Entry> created = new ArrayList<>();
  private final List<Entry> recommitted = new ArrayList<>();
  private final List<Entry> altered = new ArrayList<>();
  private final Map<NameAt, UUID> released = new HashMap<>();
  private final Set<NameAt> taken = new HashSet<>();
  private final List<NamespaceState> heads = new ArrayList<>();

  WriteSet(World world, Collection<Entry> entries, Map<UUID, Long> heads) {
    for (Entry entry : entries) {
      Optional<Entry> before = world.entries().getOrDefault(entry.fileId(), Optional.empty());
      if (before.isEmpty()) {
        created.add(entry);
        take(entry);
      } else {
        sort(before.get(), entry);
      }
    }
    heads.forEach((ns, head) -> {
      NamespaceState state = requireNonNull(world.namespaces().get(ns));
      this.heads.add(new NamespaceState(ns, state.owner(), state.epoch(), head));
    });
  }

  private void sort(Entry before, Entry after) {
    if (after.equals(before)) {
      return;
    }
    if (after.equals(before.withContent(after.version(), after.size()))) {
      recommitted.add(after);
      return;
    }
    altered.add(after);
    if (!before.deleted()) {
      released.put(before.spot().nameAt(), before.fileId());
    }
    take(after);
  }

  private void take(Entry entry) {
    if (!entry.deleted()) {
      taken.add(entry.spot().nameAt());
    }
  }

  /** The unique index looks at each row as it is written, so a name must be let go before. */
  private Set<UUID> hidden() {
    Set<UUID> hidden = new HashSet<>();
    released.forEach((name, fileId) -> {
      if (taken.contains(name)) {
        hidden.add(fileId);
      }
    });
    return hidden;
  }

  Writes writes(
      Instant at,
      List<Writes.Carried> carried,
      List<Writes.VersionRow> versions,
      List<Writes.JournalRow> journal,
      Map<IdempotencyKey, StoredAnswer> answers) {
    List<Writes.AnswerRow> answerRows = new ArrayList<>(answers.size());
    answers.forEach((key, answer) -> answerRows.add(new Writes.AnswerRow(key, answer)));
    answerRows.sort((left, right) -> left.key().compareTo(right.key()));
    return new Writes(
        at, heads, created, recommitted, altered, hidden(), carried, versions, journal, answerRows);
  }
}
