package io.tidemark.loadgen.load;

import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.JournalPage;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.device.Micros;
import io.tidemark.loadgen.swarm.Timeline;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.Limits;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads from journals what devices are held against. */
final class Heads {
  private static final int PARALLEL = 32;

  private Heads() {}

  static long of(Session user, UUID ns) {
    return Await.of(user.journal(ns, 0, 1)).head();
  }

  /** Folder number i is read by user number i modulo their count, as {@link Setup} makes them. */
  static Map<UUID, Long> of(List<Session> users, List<TargetFolder> folders) {
    Map<UUID, Long> heads = new HashMap<>();
    for (int from = 0; from < folders.size(); from += PARALLEL) {
      List<Future<JournalPage>> pages = new ArrayList<>();
      for (int i = from; i < Math.min(folders.size(), from + PARALLEL); i++) {
        pages.add(users.get(i % users.size()).journal(folders.get(i).ns(), 0, 1));
      }
      Await.of(Future.all(pages));
      for (int i = 0; i < pages.size(); i++) {
        heads.put(folders.get(from + i).ns(), pages.get(i).result().head());
      }
    }
    return heads;
  }

  /** All entries after one. */
  static Timeline timeline(Session user, UUID ns, long after) {
    List<Change> entries = new ArrayList<>();
    JournalPage page;
    do {
      page = Await.of(user.journal(ns, after + entries.size(), Limits.JOURNAL_PAGE));
      entries.addAll(page.entries());
    } while (page.hasMore());
    return timeline(ns, after, entries);
  }

  static Timeline timeline(UUID ns, long after, List<Change> entries) {
    long[] stamps = new long[entries.size()];
    long[] next = new long[entries.size()];
    Map<UUID, Long> newer = new HashMap<>();
    for (int i = entries.size() - 1; i >= 0; i--) {
      Change change = entries.get(i);
      if (change.seq() != after + 1 + i) {
        throw new IllegalStateException(
            "the journal of %s has seq %d where %d was expected: it has a hole"
                .formatted(ns, change.seq(), after + 1 + i));
      }
      stamps[i] = Micros.of(change.timestamp());
      Long later = newer.put(change.fileId(), change.seq());
      next[i] = later == null ? Long.MAX_VALUE : later;
    }
    return new Timeline(ns, after + 1, stamps, next);
  }
}
