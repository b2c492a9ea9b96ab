package io.tidemark.simulation;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.simulation.SimRedis.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a node reads what a device lacks: its memory, Redis' tail, the journal. */
final class SimSource {
  private SimSource() {}

  /**
   * @param then is given null if nothing could be read
   */
  static void read(
      SimNode node, UUID ns, long after, int limit, Consumer<@Nullable CatchUpPage> then) {
    SimRedis redis = node.world().redis();
    Integer epoch = node.memory().epoch(ns);
    if (epoch == null || redis.isAway()) {
      fromPostgres(node, ns, after, limit, then);
      return;
    }
    node.after(
        redis.latencyMicros(),
        () -> {
          Tail tail = redis.isAway() ? null : redis.tail(ns);
          CatchUpPage page = tail == null ? null : page(tail, epoch, after, limit);
          if (page == null) {
            fromPostgres(node, ns, after, limit, then);
          } else {
            node.after(redis.latencyMicros(), () -> then.accept(page));
          }
        });
  }

  private static void fromPostgres(
      SimNode node, UUID ns, long after, int limit, Consumer<@Nullable CatchUpPage> then) {
    node.world()
        .postgres()
        .read(
            ns,
            after,
            limit,
            page -> {
              if (page != null) {
                node.memory().epoch(ns, page.epoch());
              }
              then.accept(page);
            });
  }

  /** The entries of a tail that follow on {@code after}; null if there are none. */
  private static @Nullable CatchUpPage page(Tail tail, int epoch, long after, int limit) {
    if (tail.epoch() != epoch) {
      return null;
    }
    List<JournalEntry> entries = new ArrayList<>();
    long last = after;
    for (FolderChange change : tail.after(after)) {
      if (change.from() > last) {
        return null;
      }
      for (JournalEntry entry : change.entries()) {
        if (entry.seq() == last + 1 && entries.size() < limit) {
          entries.add(entry);
          last = entry.seq();
        }
      }
    }
    return entries.isEmpty() ? null : new CatchUpPage(epoch, Math.max(last, tail.head()), entries);
  }
}
