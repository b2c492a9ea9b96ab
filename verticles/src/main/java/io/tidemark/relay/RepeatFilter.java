package io.tidemark.relay;

import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Drops what a namespace's reader has seen already: a relay that begins a new session repeats a
 * little. It remembers a bounded number of namespaces, the ones last seen; who comes back after
 * that may see a repeat, which does no harm.
 */
public final class RepeatFilter {
  private final Map<UUID, Seen> seen;

  private record Seen(int epoch, long seq) {}

  public RepeatFilter(int namespacesMax) {
    this.seen =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<UUID, Seen> eldest) {
            return size() > namespacesMax;
          }
        };
  }

  /** What of {@code change} is new; null if nothing is. */
  public @Nullable FolderChange fresh(FolderChange change) {
    Seen before = seen.get(change.ns());
    FolderChange fresh = change;
    if (before != null && before.epoch() == change.epoch()) {
      if (change.to() <= before.seq()) {
        return null;
      }
      if (change.from() < before.seq()) {
        int known = Math.toIntExact(before.seq() - change.from());
        List<JournalEntry> entries = change.entries();
        fresh =
            new FolderChange(change.ns(), change.epoch(), entries.subList(known, entries.size()));
      }
    }
    seen.put(change.ns(), new Seen(change.epoch(), change.to()));
    return fresh;
  }
}
