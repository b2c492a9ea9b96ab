package io.tidemark.team;

import io.tidemark.config.Resources;
import io.tidemark.flow.Caller;
import io.tidemark.flow.UserIds;
import io.tidemark.http.Problem;
import io.tidemark.journal.Database;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Shares as they are kept, and who may do what with them: editors of a file's namespace may share
 * it, with no more right than they have; a share is undone by who made it, who got it, or an owner.
 */
final class Shares {
  private static final String FILE_ACCESS = Resources.text(Shares.class, "file_access.sql");
  private static final String ENSURE_USERS = Resources.text(Shares.class, "ensure_users.sql");
  private static final String CREATE = Resources.text(Shares.class, "create_share.sql");
  private static final String READ = Resources.text(Shares.class, "share.sql");
  private static final String OF_FILE = Resources.text(Shares.class, "shares_of_file.sql");
  private static final String OF_USER = Resources.text(Shares.class, "shares_of_user.sql");
  private static final String REMOVE = Resources.text(Shares.class, "remove_share.sql");

  private final Database database;

  Shares(Database database) {
    this.database = database;
  }

  Future<Share> create(
      Caller caller,
      UUID fileId,
      @Nullable String grantee,
      Role permission,
      @Nullable Instant expiresAt) {
    UUID shareId = UUID.randomUUID();
    UUID granteeId = grantee == null ? null : UserIds.of(grantee);
    return database
        .query(FILE_ACCESS, Tuple.of(fileId, caller.userId()))
        .compose(rows -> {
          mayShare(fileRow(rows, fileId), permission);
          return ensure(grantee, granteeId);
        })
        .compose(ensured ->
            database.query(
                CREATE,
                Tuple.of(
                    shareId,
                    fileId,
                    granteeId,
                    permission.wireName(),
                    expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC),
                    caller.userId())))
        .map(rows ->
            new Share(
                shareId,
                fileId,
                grantee,
                permission,
                expiresAt,
                caller.user(),
                rows.iterator().next().getOffsetDateTime("created_at").toInstant()));
  }

  private static void mayShare(Row file, Role permission) {
    Role role = Role.ofWireName(file.getString("role"));
    if (!role.covers(Role.EDITOR) || !role.covers(permission)) {
      throw Problem.of(
          ProblemCode.FORBIDDEN,
          "you are "
              + role.wireName()
              + " and cannot share as "
              + permission.wireName()
              + "; editors share up to editor, owners up to owner");
    }
    if (file.getBoolean("is_deleted")) {
      throw Problem.of(ProblemCode.DELETED, "it is in the trash; restore it first");
    }
  }

  private Future<Void> ensure(@Nullable String grantee, @Nullable UUID granteeId) {
    if (grantee == null || granteeId == null) {
      return Future.succeededFuture();
    }
    return database
        .query(
            ENSURE_USERS,
            Tuple.tuple()
                .addArrayOfUUID(new UUID[] {granteeId})
                .addArrayOfString(new String[] {grantee}))
        .mapEmpty();
  }

  /** Fails with {@code not_found} for whoever may not see it. */
  Future<Share> read(UUID userId, UUID shareId) {
    return visible(userId, shareId).map(Share::of);
  }

  Future<Void> remove(UUID userId, UUID shareId) {
    return visible(userId, shareId)
        .compose(row -> {
          if (!row.getBoolean("is_removable")) {
            throw Problem.of(
                ProblemCode.FORBIDDEN,
                "only who made share "
                    + shareId
                    + ", who got it, or an owner of the namespace may end it");
          }
          return database.query(REMOVE, Tuple.of(shareId));
        })
        .mapEmpty();
  }

  private Future<Row> visible(UUID userId, UUID shareId) {
    return database
        .query(READ, Tuple.of(shareId, userId))
        .map(rows -> {
          for (Row row : rows) {
            if (row.getBoolean("is_visible")) {
              return row;
            }
          }
          throw Problem.of(ProblemCode.NOT_FOUND, "there is no share " + shareId + " for you");
        });
  }

  /** The shares of one file, for members of its namespace. */
  Future<List<Share>> ofFile(UUID userId, UUID fileId, UUID after, int limit) {
    return database
        .query(FILE_ACCESS, Tuple.of(fileId, userId))
        .compose(rows -> {
          fileRow(rows, fileId);
          return database.query(OF_FILE, Tuple.of(fileId, after, limit));
        })
        .map(Shares::shares);
  }

  /** The shares that a user made or got. */
  Future<List<Share>> ofUser(UUID userId, UUID after, int limit) {
    return database.query(OF_USER, Tuple.of(userId, after, limit)).map(Shares::shares);
  }

  private static Row fileRow(RowSet<Row> rows, UUID fileId) {
    for (Row row : rows) {
      return row;
    }
    throw Problem.of(ProblemCode.NOT_FOUND, "there is no file " + fileId + " that you can see");
  }

  private static List<Share> shares(RowSet<Row> rows) {
    List<Share> shares = new ArrayList<>(rows.size());
    for (Row row : rows) {
      shares.add(Share.of(row));
    }
    return shares;
  }
}
