package io.tidemark.journal;

import io.tidemark.config.Resources;
import io.tidemark.flow.Revocation;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which tokens are good no more, as PostgreSQL keeps it for all nodes. */
public final class Revocations {
  private static final String REVOKE = Resources.text(Revocations.class, "revoke.sql");
  private static final String SUPERSEDED =
      Resources.text(Revocations.class, "superseded_revocations.sql");
  private static final String RECENT = Resources.text(Revocations.class, "recent_revocations.sql");

  /** A user who logs out more devices than this has to log out all of them. */
  private static final int DEVICES_MAX = 1_000;

  /** More than this within a look or two, and the look goes on with the next one. */
  static final int RECENT_MAX = 10_000;

  private final Database database;

  public Revocations(Database database) {
    this.database = database;
  }

  /**
   * From now on.
   *
   * @param device null: all of the user's
   * @param presentedSeconds when the token was issued that must be among them; 0 for none
   */
  public Future<Revocation> revoke(
      String user, UUID userId, @Nullable String device, long presentedSeconds) {
    String named = device == null ? "" : device;
    return database
        .query(REVOKE, Tuple.of(userId, user, named, (double) presentedSeconds, (long) DEVICES_MAX))
        .compose(rows -> {
          for (Row row : rows) {
            Revocation made =
                new Revocation(user, userId, device, row.getLong("not_before_millis"));
            return device == null
                ? database
                    .query(SUPERSEDED, Tuple.of(userId, (double) made.notBeforeMillis()))
                    .map(made)
                : Future.succeededFuture(made);
          }
          return Future.failedFuture(
              Problem.retry(
                  ProblemCode.TOO_MANY_REQUESTS,
                  DEVICES_MAX
                      + " devices of the user were logged out one by one; log out all with"
                      + " {\"everywhere\":true}",
                  60));
        });
  }

  /** Those of the last seconds, the oldest first. */
  public Future<List<Revocation>> recent(double seconds) {
    return database
        .query(RECENT, Tuple.of(seconds, (long) RECENT_MAX))
        .map(rows -> {
          List<Revocation> recent = new ArrayList<>(rows.size());
          for (Row row : rows) {
            recent.add(
                new Revocation(
                    row.getString("user_name"),
                    row.getUUID("user_id"),
                    device(row),
                    row.getLong("not_before_millis")));
          }
          return recent;
        });
  }

  static @Nullable String device(Row row) {
    String device = row.getString("device");
    return device.isEmpty() ? null : device;
  }
}
