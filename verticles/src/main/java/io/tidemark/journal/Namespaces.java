package io.tidemark.journal;

import io.tidemark.config.Resources;
import io.tidemark.flow.Membership;
import io.tidemark.http.Problem;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Who is a member of what. A membership that has expired does not count. */
public final class Namespaces {
  private static final String OF_USER = Resources.text(Namespaces.class, "namespaces_of_user.sql");
  private static final String OF_USERS =
      Resources.text(Namespaces.class, "namespaces_of_users.sql");
  private static final String ACCESS = Resources.text(Namespaces.class, "access.sql");

  private final Database database;

  public Namespaces(Database database) {
    this.database = database;
  }

  /** The namespaces of each of some users; of nobody who has none. */
  Future<Map<UUID, List<Membership>>> ofAll(List<UUID> userIds) {
    return database
        .query(OF_USERS, Tuple.tuple().addArrayOfUUID(userIds.toArray(UUID[]::new)))
        .map(rows -> {
          long nowMillis = nowMillis();
          Map<UUID, List<Membership>> found = new HashMap<>();
          for (Row row : rows) {
            found
                .computeIfAbsent(row.getUUID("user_id"), _ -> new ArrayList<>())
                .add(membership(row, nowMillis));
          }
          return found;
        });
  }

  /** The namespaces of a user, the home first. */
  public Future<List<Membership>> of(UUID userId) {
    return database.query(OF_USER, Tuple.of(userId)).map(rows -> memberships(rows, nowMillis()));
  }

  /**
   * What the user may do in {@code ns}. Fails with the {@code Problem} not_found also where the
   * namespace exists but is not theirs: that it exists is nobody else's business.
   */
  public Future<Access> access(UUID userId, UUID ns) {
    return database
        .query(ACCESS, Tuple.of(userId, ns))
        .map(rows -> {
          for (Row row : rows) {
            return access(row);
          }
          throw Problem.of(
              ProblemCode.NOT_FOUND, "there is no namespace " + ns + " that you are a member of");
        });
  }

  /**
   * @param nowMillis after the answer came, so that nobody counts as expired before the database
   *     says so
   */
  private static List<Membership> memberships(RowSet<Row> rows, long nowMillis) {
    List<Membership> memberships = new ArrayList<>(rows.size());
    for (Row row : rows) {
      memberships.add(membership(row, nowMillis));
    }
    return memberships;
  }

  private static Membership membership(Row row, long nowMillis) {
    Access access = access(row);
    Long leftMillis = row.getLong("left_millis");
    return new Membership(
        access.ns(),
        access.kind(),
        access.name(),
        access.role(),
        access.epoch(),
        access.head(),
        row.getLong("joined_micros"),
        leftMillis == null ? Membership.NEVER : nowMillis + leftMillis);
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private static Access access(Row row) {
    return new Access(
        row.getUUID("ns"),
        NamespaceKind.ofWireName(row.getString("kind")),
        row.getString("name"),
        Role.ofWireName(row.getString("role")),
        row.getInteger("epoch"),
        row.getLong("head_seq"));
  }
}
