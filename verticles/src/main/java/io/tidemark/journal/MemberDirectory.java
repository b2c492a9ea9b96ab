package io.tidemark.journal;

import io.tidemark.flow.Membership;
import io.tidemark.flow.Memberships;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** What this node knows of who is a member of what. */
public final class MemberDirectory implements Memberships {
  private final Namespaces namespaces;

  public MemberDirectory(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  @Override
  public Future<Known> known(UUID userId) {
    return current(userId).map(current -> new Known(current, true));
  }

  @Override
  public Future<List<Membership>> current(UUID userId) {
    return namespaces.of(userId);
  }
}
