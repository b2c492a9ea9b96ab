package io.tidemark.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes: members that have told so under the cluster's seal. Whoever is a member and has
 * not is no node, whatever partitions it owns. Only one thread touches it.
 */
final class Roster {
  private static final int NODES_MAX = 1_000;

  private final Map<String, Known> known = new HashMap<>();

  private static final class Known {
    long number;
    @Nullable ClusterNode node;
  }

  /**
   * Takes a letter's number.
   *
   * @return false for one that was there before, or is older
   */
  boolean isNew(Letter letter) {
    Known sender = known.get(letter.from());
    if (sender == null) {
      if (known.size() >= NODES_MAX) {
        return false;
      }
      sender = new Known();
      known.put(letter.from(), sender);
    }
    if (letter.number() <= sender.number) {
      return false;
    }
    sender.number = letter.number();
    return true;
  }

  /** It said what it is; after {@link #isNew}. Returns whether it was no node before. */
  boolean announce(ClusterNode node) {
    Known sender = known.computeIfAbsent(node.id(), _ -> new Known());
    boolean first = sender.node == null;
    sender.node = node;
    return first;
  }

  /** Those are the members now; who is none is forgotten. Returns the nodes that went. */
  List<ClusterNode> retain(Collection<String> members) {
    List<ClusterNode> gone = new ArrayList<>();
    known
        .entrySet()
        .removeIf(entry -> {
          if (members.contains(entry.getKey())) {
            return false;
          }
          ClusterNode node = entry.getValue().node;
          if (node != null) {
            gone.add(node);
          }
          return true;
        });
    return gone;
  }

  @Nullable ClusterNode get(String id) {
    Known sender = known.get(id);
    return sender == null ? null : sender.node;
  }

  List<ClusterNode> nodes() {
    List<ClusterNode> nodes = new ArrayList<>();
    for (Known sender : known.values()) {
      if (sender.node != null) {
        nodes.add(sender.node);
      }
    }
    return nodes;
  }
}
