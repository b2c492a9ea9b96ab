package io.tidemark.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The home of each partition of users, as one table. While partitions move from member to member it
 * stays as it was: a table counts once it was seen twice, so that nobody is sent about twice.
 */
final class HomeTable {
  /** By partition; null: here, or nobody can say. Replaced as a whole. */
  private volatile @Nullable String[] urls = new String[0];

  private @Nullable String[] seen = new String[0];

  /**
   * Looks at the owners of all partitions, again.
   *
   * @param owners members, by partition; null for one that has none just now
   * @param nodeOf the node that a member is; null for this one, and for a member that is none
   * @return how many partitions have another home than before
   */
  int look(
      List<? extends @Nullable String> owners, Function<String, @Nullable ClusterNode> nodeOf) {
    @Nullable String[] now = new String[owners.size()];
    for (int partition = 0; partition < now.length; partition++) {
      String owner = owners.get(partition);
      ClusterNode node = owner == null ? null : nodeOf.apply(owner);
      now[partition] = node == null || node.draining() ? null : node.url();
    }
    boolean settled = Arrays.equals(now, seen);
    seen = now;
    if (!settled || Arrays.equals(now, urls)) {
      return 0;
    }
    int moved = 0;
    @Nullable String[] before = urls;
    for (int partition = 0; partition < now.length; partition++) {
      String was = partition < before.length ? before[partition] : null;
      moved += Objects.equals(was, now[partition]) ? 0 : 1;
    }
    urls = now;
    return moved;
  }

  /** From any thread. */
  @Nullable String elsewhere(int partition) {
    @Nullable String[] known = urls;
    return partition < known.length ? known[partition] : null;
  }
}
