package io.tidemark.flow;

import io.vertx.core.Future;
import java.util.UUID;

/** Where a device that is behind gets what it lacks. */
public interface ChangeSource {

  /**
   * Reads up to {@code limit} entries after {@code after} (exclusive), fewer if they are large: ask
   * again while {@link CatchUpPage#hasMore}. Fails with a {@code Problem}: not_found if there is no
   * such namespace, unavailable in an outage.
   *
   * @param epoch the incarnation of the journal that {@code after} is of; a page may be of another
   */
  Future<CatchUpPage> read(UUID ns, int epoch, long after, int limit);
}
