package io.tidemark.flow;

import io.vertx.core.Future;
import java.util.UUID;

/** Where the history of a namespace is read from, whatever holds it. */
public interface ChangeSource {

  /**
   * The entries after {@code after}, at most {@code limit}. Where the journal no longer reaches
   * back to {@code after}, the page begins later, which its reader sees by the first {@code seq}.
   */
  Future<CatchUpPage> read(UUID ns, long after, int limit);
}
