package io.tidemark.simulation;

import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderFeed;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

final class NodeMemory {
  private final Map<UUID, FolderChange> newest = new HashMap<>();

  NodeMemory(World world, SimNode node) {}

  private final Map<UUID, Integer> epochs = new HashMap<>();

  @org.jspecify.annotations.Nullable
  Integer epoch(UUID ns) {
    return epochs.get(ns);
  }

  void epoch(UUID ns, int epoch) {
    epochs.put(ns, epoch);
  }

  void note(FolderChange change) {
    newest.put(change.ns(), change);
  }

  boolean recentHeads(
      Iterable<UUID> namespaces, long sinceNanos, FolderFeed.HeadReceiver receiver) {
    for (UUID ns : namespaces) {
      FolderChange change = newest.get(ns);
      if (change != null) {
        receiver.head(ns, change.epoch(), change.to());
      }
    }
    return true;
  }
}
