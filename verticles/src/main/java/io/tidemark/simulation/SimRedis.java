package io.tidemark.simulation;

import io.tidemark.flow.FolderChange;
import io.tidemark.flow.Watermark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Redis with the hub's keys, each written as its script does. What it holds may go at any time. */
final class SimRedis {
  private static final long LATENCY_MICROS_MIN = 100;
  private static final long LATENCY_MICROS_MAX = 30_000;

  /** A namespace's newest folder changes by their last {@code seq}, and its head. */
  static final class Tail {
    private final TreeMap<Long, FolderChange> changes = new TreeMap<>();
    private int epoch;
    private long head;

    int epoch() {
      return epoch;
    }

    long head() {
      return head;
    }

    /** The changes that hold something after {@code after}. */
    List<FolderChange> after(long after) {
      return new ArrayList<>(changes.tailMap(after, false).values());
    }
  }

  private final Scheduler scheduler;
  private final Dice dice;
  private final int tailEntries;
  private final Map<UUID, Tail> tails = new HashMap<>();
  private final Map<String, Map<UUID, Watermark>> marks = new HashMap<>();
  private boolean away;

  SimRedis(Scheduler scheduler, Dice dice, int tailEntries) {
    this.scheduler = scheduler;
    this.dice = dice;
    this.tailEntries = tailEntries;
  }

  boolean isAway() {
    return away;
  }

  void away(boolean now) {
    away = now;
  }

  void flush() {
    tails.clear();
    marks.clear();
  }

  /** The relay's write of a folder change: in order, and lost while Redis is away. */
  void appendLater(FolderChange change) {
    if (!away) {
      // One connection: what is told first is written first.
      long delay = LATENCY_MICROS_MIN;
      scheduler.after(delay, () -> append(change));
    }
  }

  private void append(FolderChange change) {
    if (away) {
      return;
    }
    Tail tail = tails.computeIfAbsent(change.ns(), _ -> new Tail());
    boolean known = tail.epoch == change.epoch();
    if (known && change.to() <= tail.head) {
      return;
    }
    if (!known || change.from() > tail.head) {
      tail.changes.clear();
    }
    tail.epoch = change.epoch();
    tail.head = change.to();
    tail.changes.put(change.to(), change);
    tail.changes.headMap(tail.head - tailEntries, true).clear();
  }

  @Nullable Tail tail(UUID ns) {
    return tails.get(ns);
  }

  /** When an answer to a question that is asked now comes. */
  long latencyMicros() {
    return dice.skewed(LATENCY_MICROS_MIN, LATENCY_MICROS_MAX);
  }

  void raise(String device, UUID ns, Watermark mark) {
    marks.computeIfAbsent(device, _ -> new LinkedHashMap<>()).merge(ns, mark, Watermark::later);
  }

  void forget(String device, UUID ns) {
    Map<UUID, Watermark> known = marks.get(device);
    if (known != null) {
      known.remove(ns);
    }
  }

  Map<UUID, Watermark> marks(String device) {
    return new LinkedHashMap<>(marks.getOrDefault(device, Map.of()));
  }
}
