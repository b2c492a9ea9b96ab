package io.tidemark.commit.plan;

import io.tidemark.protocol.EntryKind;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a caller wants changed. Syntax is checked already; everything else is up to the planner. */
public sealed interface Mutation {

  Origin origin();

  /** The namespace that the file is (believed to be) in, or is to be made in. */
  UUID ns();

  /** Every namespace whose journal this may add to. */
  default Set<UUID> namespaces() {
    return Set.of(ns());
  }

  /** How much work this is, in commits of a few blocks. */
  default int weight() {
    return 1;
  }

  /** How many versions this tries to commit. */
  default int uploads() {
    return 0;
  }

  /** Makes an empty file or a folder. */
  record Create(Origin origin, UUID ns, Place place, EntryKind kind) implements Mutation {}

  /** A new version of a file. */
  record Commit(Origin origin, UUID ns, UUID fileId, Edit edit) implements Mutation {
    @Override
    public int weight() {
      return weightOf(edit);
    }

    @Override
    public int uploads() {
      return 1;
    }
  }

  /** Many new versions in one namespace, each accepted or refused by itself. */
  record CommitMany(Origin origin, UUID ns, List<Item> items) implements Mutation {
    @Override
    public int weight() {
      int weight = 0;
      for (Item item : items) {
        weight += weightOf(item.edit());
      }
      return Math.max(1, weight);
    }

    @Override
    public int uploads() {
      return items.size();
    }
  }

  /**
   * One of many.
   *
   * @param fileId null if {@code path} says which file
   * @param path made with its parents where nothing stands there
   */
  record Item(@Nullable UUID fileId, @Nullable List<String> path, Edit edit) {}

  /** A new version with an old one's content. */
  record Rollback(Origin origin, UUID ns, UUID fileId, long version) implements Mutation {}

  /** Rename or move, within the namespace or to another one. */
  record Relocate(Origin origin, UUID ns, UUID fileId, Place to) implements Mutation {
    @Override
    public Set<UUID> namespaces() {
      UUID target = to.ns();
      return target == null || target.equals(ns) ? Set.of(ns) : Set.of(ns, target);
    }
  }

  /**
   * Into the trash.
   *
   * @param parentVersion the newest version that the device knew; -1 if it does not say
   */
  record Trash(Origin origin, UUID ns, UUID fileId, long parentVersion) implements Mutation {}

  /** Out of the trash. */
  record Undelete(Origin origin, UUID ns, UUID fileId) implements Mutation {}

  private static int weightOf(Edit edit) {
    return 1 + edit.blocks().size() / 64;
  }
}
