package io.tidemark.journal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.config.Resources;
import io.tidemark.flow.Caller;
import io.tidemark.flow.Revocation;
import io.tidemark.flow.UserIds;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Users of whom this node has seen that they exist, with what of their tokens is revoked: it saves
 * a statement per request.
 */
public final class KnownUsers {
  private static final String ENSURE_USER = Resources.text(KnownUsers.class, "ensure_user.sql");
  private static final int USERS_MAX = 200_000;

  private final Database database;
  private final Cache<UUID, List<Revocation>> known =
      Caffeine.newBuilder().maximumSize(USERS_MAX).executor(Runnable::run).build();

  public KnownUsers(Database database) {
    this.database = database;
  }

  /**
   * Makes the user, the home and the home's membership where they are missing; fails with the
   * {@code Problem} unauthorized where the caller's token is revoked.
   */
  public Future<Void> admit(Caller caller) {
    List<Revocation> revocations = known.getIfPresent(caller.userId());
    return revocations != null
        ? admitted(caller, revocations)
        : read(caller).compose(read -> admitted(caller, read));
  }

  private Future<List<Revocation>> read(Caller caller) {
    UUID home = UserIds.homeOf(caller.user());
    return database
        .query(ENSURE_USER, Tuple.of(caller.userId(), caller.user(), home))
        .map(rows -> {
          List<Revocation> read = new ArrayList<>();
          for (Row row : rows) {
            read.add(
                new Revocation(
                    caller.user(),
                    caller.userId(),
                    Revocations.device(row),
                    row.getLong("not_before_millis")));
          }
          known.put(caller.userId(), List.copyOf(read));
          return read;
        });
  }

  /** Takes note of one; nothing where the user is not known here. */
  public void accept(Revocation revocation) {
    known
        .asMap()
        .computeIfPresent(
            revocation.userId(),
            (_, revocations) -> {
              List<Revocation> others =
                  new ArrayList<>(
                      revocations.stream()
                          .filter(other -> !saysNoMoreThan(other, revocation))
                          .toList());
              boolean isNews =
                  others.stream().noneMatch(other -> saysNoMoreThan(revocation, other));
              if (isNews) {
                others.add(revocation);
              }
              return List.copyOf(others);
            });
  }

  private static boolean saysNoMoreThan(Revocation one, Revocation other) {
    return one.notBeforeMillis() <= other.notBeforeMillis()
        && (other.device() == null || Objects.equals(one.device(), other.device()));
  }

  private static Future<Void> admitted(Caller caller, List<Revocation> revocations) {
    for (Revocation revocation : revocations) {
      if (revocation.refuses(caller)) {
        return Future.failedFuture(
            Problem.of(
                ProblemCode.UNAUTHORIZED, "the token was revoked by a log-out; get a new one"));
      }
    }
    return Future.succeededFuture();
  }
}
