package io.tidemark.team;

import io.tidemark.config.Resources;
import io.tidemark.flow.UserIds;
import io.tidemark.http.Problem;
import io.tidemark.journal.Database;
import io.tidemark.journal.DatabaseFailures;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Who is in a team folder, as it is kept. However many members one call names, it is one statement;
 * and whatever calls meet, one owner whose time does not run out is left.
 */
final class Members {
  private static final String ENSURE_USERS = Resources.text(Members.class, "ensure_users.sql");
  private static final String LOCK = Resources.text(Members.class, "lock_team_folder.sql");
  private static final String ROLE = Resources.text(Members.class, "role.sql");
  private static final String PUT = Resources.text(Members.class, "put_members.sql");
  private static final String REMOVE = Resources.text(Members.class, "remove_member.sql");
  private static final String LASTING_OWNER = Resources.text(Members.class, "lasting_owner.sql");
  private static final String LIST = Resources.text(Members.class, "list_members.sql");

  private final Database database;

  Members(Database database) {
    this.database = database;
  }

  /** Adds or changes members, each named once; says how many rows were not so before. */
  Future<Integer> put(UUID ns, UUID caller, List<Member> members) {
    UUID[] ids = members.stream().map(member -> UserIds.of(member.user())).toArray(UUID[]::new);
    String[] names = members.stream().map(Member::user).toArray(String[]::new);
    String[] roles =
        members.stream().map(member -> member.role().wireName()).toArray(String[]::new);
    OffsetDateTime[] expiries =
        members.stream()
            .map(member ->
                member.expiresAt() == null ? null : member.expiresAt().atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new);
    Tuple put =
        Tuple.of(ns).addArrayOfUUID(ids).addArrayOfString(roles).addArrayOfOffsetDateTime(expiries);
    // The right is looked at before users are made, and again under the lock.
    return database
        .query(ROLE, Tuple.of(ns, caller))
        .compose(rows -> {
          mustBeOwner(role(rows, ns), ns);
          return database.query(
              ENSURE_USERS, Tuple.tuple().addArrayOfUUID(ids).addArrayOfString(names));
        })
        .compose(ensured ->
            locked(
                ns,
                connection ->
                    roleOf(connection, ns, caller)
                        .compose(role -> {
                          mustBeOwner(role, ns);
                          return connection.preparedQuery(PUT).execute(put);
                        })
                        .map(rows -> rows.rowCount())));
  }

  /** Removes a member: an owner may remove anybody, and everybody themselves. */
  Future<Void> remove(UUID ns, UUID caller, String user) {
    UUID userId = UserIds.of(user);
    return locked(
        ns,
        connection ->
            roleOf(connection, ns, caller)
                .compose(role -> {
                  if (!userId.equals(caller)) {
                    mustBeOwner(role, ns);
                  }
                  return connection.preparedQuery(REMOVE).execute(Tuple.of(ns, userId));
                })
                .map(rows -> {
                  if (rows.rowCount() == 0) {
                    throw Problem.of(
                        ProblemCode.NOT_FOUND, "'" + user + "' is not a member of " + ns);
                  }
                  return null;
                }));
  }

  /** The members after {@code user}, by name. */
  Future<List<Member>> list(UUID ns, String user, int limit) {
    return database
        .query(LIST, Tuple.of(ns, user, limit))
        .map(rows -> {
          List<Member> members = new ArrayList<>(rows.size());
          for (Row row : rows) {
            OffsetDateTime expiry = row.getOffsetDateTime("expires_at");
            members.add(
                new Member(
                    row.getString("name"),
                    Role.ofWireName(row.getString("role")),
                    expiry == null ? null : expiry.toInstant()));
          }
          return members;
        });
  }

  private interface Change<T> {
    Future<T> apply(SqlConnection connection);
  }

  /** One transaction under the folder's lock, undone if it leaves the folder without an owner. */
  private <T> Future<T> locked(UUID ns, Change<T> change) {
    return database
        .pool()
        .withTransaction(connection ->
            connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(ns))
                .compose(rows ->
                    rows.size() == 0
                        ? Future.failedFuture(TeamFolders.notFound(ns))
                        : change.apply(connection))
                .compose(result -> requireLastingOwner(connection, ns).map(result)))
        .recover(DatabaseFailures::failed);
  }

  private static Future<Void> requireLastingOwner(SqlConnection connection, UUID ns) {
    return connection
        .preparedQuery(LASTING_OWNER)
        .execute(Tuple.of(ns))
        .compose(rows ->
            rows.size() == 0
                ? Future.failedFuture(
                    Problem.of(
                        ProblemCode.LAST_OWNER,
                        "folder "
                            + ns
                            + " would be left without an owner whose membership does not"
                            + " expire; make another one first"))
                : Future.succeededFuture());
  }

  private static Future<Role> roleOf(SqlConnection connection, UUID ns, UUID user) {
    return connection.preparedQuery(ROLE).execute(Tuple.of(ns, user)).map(rows -> role(rows, ns));
  }

  private static Role role(RowSet<Row> rows, UUID ns) {
    for (Row row : rows) {
      return Role.ofWireName(row.getString("role"));
    }
    throw TeamFolders.notFound(ns);
  }

  private static void mustBeOwner(Role role, UUID ns) {
    if (role != Role.OWNER) {
      throw Problem.of(
          ProblemCode.FORBIDDEN,
          "you are " + role.wireName() + " of " + ns + "; only an owner may do this");
    }
  }
}
