package io.tidemark.loadgen.load;

import io.tidemark.loadgen.client.JournalPage;
import io.tidemark.loadgen.client.Session;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.Limits;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Reads a journal from its beginning, page by page, and holds it to its promise of no hole. */
final class JournalWalk {
  private final Session session;
  private final UUID ns;
  private final Map<UUID, Long> versions = new HashMap<>();
  private volatile long reached;

  JournalWalk(Session session, UUID ns) {
    this.session = session;
    this.ns = ns;
  }

  long reached() {
    return reached;
  }

  /** Each file's newest version, once {@link #to} has come true. */
  Map<UUID, Long> versions() {
    return versions;
  }

  Future<Void> to(long head) {
    return session
        .journal(ns, reached, Limits.JOURNAL_PAGE)
        .compose(page -> {
          take(page);
          return reached >= head ? Future.succeededFuture() : to(head);
        });
  }

  private void take(JournalPage page) {
    long next = reached;
    for (Change change : page.entries()) {
      if (change.seq() != ++next) {
        throw new IllegalStateException(
            "the journal has seq %d where %d should be".formatted(change.seq(), next));
      }
      versions.put(change.fileId(), change.version());
    }
    if (next == reached) {
      throw new IllegalStateException("the journal ends at " + reached + ", below its head");
    }
    reached = next;
  }
}
