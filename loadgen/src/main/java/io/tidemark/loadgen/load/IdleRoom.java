package io.tidemark.loadgen.load;

import java.util.List;

/**
 * How many connections can be held, and what says so.
 *
 * @param limit in words
 */
record IdleRoom(int connections, String limit) {
  /** What a node needs beside: jars, its pool, its listeners, the tool's own calls. */
  static final int OTHERS = 300;

  /**
   * A hub's process.
   *
   * @param limit of its descriptors
   * @param used by now
   */
  record Node(long pid, int limit, int used) {
    static Node of(long pid) {
      return new Node(pid, ProcessStat.descriptorLimit(pid), ProcessStat.descriptors(pid));
    }

    int room() {
      return Math.max(0, limit - used - OTHERS);
    }
  }

  /**
   * Devices go to the nodes in turn, so that the one with the least room decides.
   *
   * @param asked 0 for as many as there is room for
   */
  static IdleRoom of(int asked, List<Node> nodes) {
    Node least = nodes.getFirst();
    for (Node node : nodes) {
      least = node.room() < least.room() ? node : least;
    }
    long room = (long) least.room() * nodes.size();
    if (asked > 0 && asked <= room) {
      return new IdleRoom(asked, "as many as were asked for");
    }
    return new IdleRoom(
        (int) Math.min(room, 10_000_000),
        "the descriptors of hub process %d: it may have %,d (ulimit -n) and had %,d"
            .formatted(least.pid(), least.limit(), least.used()));
  }
}
