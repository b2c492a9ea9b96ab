package io.tidemark.simulation;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.session.ReadRequest;
import io.tidemark.simulation.SimRedis.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a node reads what a device lacks: its memory, Redis' tail, the journal. */
final class SimSource {
  private SimSource() {}

  /**
   * @param then is given null if nothing could be read
   */
  static void read(SimNode node, ReadRequest request, Consumer<@Nullable CatchUpPage> then) {
    CatchUpPage remembered =
        node.memory().read(request.ns(), request.epoch(), request.after(), request.limit());
    if (remembered != null) {
      then.accept(remembered);
      return;
    }
    SimRedis redis = node.world().redis();
    if (redis.isAway()) {
      fromPostgres(node, request, then);
      return;
    }
    node.after(
        redis.latencyMicros(),
        () -> {
          Tail tail = redis.isAway() ? null : redis.tail(request.ns());
          CatchUpPage page = tail == null ? null : page(tail, request);
          if (page == null) {
            fromPostgres(node, request, then);
          } else {
            node.after(redis.latencyMicros(), () -> then.accept(page));
          }
        });
  }

  private static void fromPostgres(
      SimNode node, ReadRequest request, Consumer<@Nullable CatchUpPage> then) {
    node.world().postgres().read(request.ns(), request.after(), request.limit(), then);
  }

  /** The entries of a tail that follow on {@code after}; null if there are none. */
  private static @Nullable CatchUpPage page(Tail tail, ReadRequest request) {
    if (tail.epoch() != request.epoch()) {
      return null;
    }
    List<JournalEntry> entries = new ArrayList<>();
    long last = request.after();
    for (FolderChange change : tail.after(request.after())) {
      if (change.from() > last) {
        return null;
      }
      for (JournalEntry entry : change.entries()) {
        if (entry.seq() == last + 1 && entries.size() < request.limit()) {
          entries.add(entry);
          last = entry.seq();
        }
      }
    }
    return entries.isEmpty()
        ? null
        : new CatchUpPage(tail.epoch(), Math.max(last, tail.head()), entries);
  }
}
