package io.tidemark.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Both topics: the journal's partitions first, then as many of the members'. Each is in order; what
 * a reader sees of one next to another is not.
 */
final class SimKafka {
  private final List<List<WalEvent>> partitions;
  private final List<Runnable> readers = new ArrayList<>();
  private final int perTopic;
  private boolean away;

  SimKafka(int perTopic) {
    this.perTopic = perTopic;
    this.partitions = new ArrayList<>(2 * perTopic);
    for (int index = 0; index < 2 * perTopic; index++) {
      partitions.add(new ArrayList<>());
    }
  }

  int partitions() {
    return partitions.size();
  }

  List<WalEvent> partition(int index) {
    return partitions.get(index);
  }

  void append(WalEvent event) {
    int partition = Math.floorMod(hash(event.ns()), perTopic);
    partitions.get(event instanceof WalEvent.Folder ? partition : partition + perTopic).add(event);
    readers.forEach(Runnable::run);
  }

  /** Calls {@code action} whenever there may be something to read. */
  void onNews(Runnable action) {
    readers.add(action);
  }

  boolean isAway() {
    return away;
  }

  void away(boolean now) {
    away = now;
    if (!now) {
      readers.forEach(Runnable::run);
    }
  }

  private static int hash(UUID ns) {
    return Long.hashCode(ns.getLeastSignificantBits() * 0x9E3779B97F4A7C15L);
  }
}
