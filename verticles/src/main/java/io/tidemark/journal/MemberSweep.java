package io.tidemark.journal;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks for memberships that have changed while the stream does not tell: those of the users who
 * are connected to this node, some hundred at once.
 */
public final class MemberSweep {
  private static final int USERS_PER_READ = 200;

  private final MemberDirectory directory;
  private final Supplier<List<String>> users;
  private final Consumer<String> changed;

  /**
   * @param users who is connected
   * @param changed told of users who are members of something else than before
   */
  public MemberSweep(
      MemberDirectory directory, Supplier<List<String>> users, Consumer<String> changed) {
    this.directory = directory;
    this.users = users;
    this.changed = changed;
  }

  /** Looks at all once. */
  public Future<Void> run() {
    return from(users.get(), 0);
  }

  private Future<Void> from(List<String> all, int from) {
    if (from >= all.size()) {
      return Future.succeededFuture();
    }
    int to = Math.min(all.size(), from + USERS_PER_READ);
    List<String> page = all.subList(from, to);
    return directory
        .compare(page)
        .compose(differing -> {
          differing.forEach(changed);
          return from(all, to);
        });
  }
}
