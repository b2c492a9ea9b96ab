package io.tidemark.flow;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Who is a member of what, and how far the namespaces are. */
public interface Memberships {

  /**
   * What this node knows, without asking the database where it need not: a head may be older than
   * what is committed by as much as the stream of changes is behind.
   */
  Future<Known> known(UUID userId);

  /** As the database has it now. */
  Future<List<Membership>> current(UUID userId);

  /**
   * As the database has it now, for whoever looks for what was just committed; where the database
   * is away, as this node knew it last.
   */
  default Future<List<Membership>> currentOrLast(UUID userId) {
    return current(userId).recover(_ -> known(userId).map(Known::memberships));
  }

  /**
   * @param certain whether these are the database's words of this moment
   * @param sinceNanos a {@link System#nanoTime} before the heads were read
   */
  record Known(List<Membership> memberships, boolean certain, long sinceNanos) {}
}
