package io.tidemark.team;

import io.tidemark.config.Resources;
import io.tidemark.http.Problem;
import io.tidemark.journal.Database;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** Team folders as they are kept. */
final class TeamFolders {
  private static final String CREATE = Resources.text(TeamFolders.class, "create_team_folder.sql");
  private static final String READ = Resources.text(TeamFolders.class, "team_folder.sql");

  private final Database database;

  TeamFolders(Database database) {
    this.database = database;
  }

  /** A team folder as one of its members sees it. */
  record TeamFolder(
      UUID ns, String name, Role role, int epoch, long head, long members, Instant createdAt) {

    JsonObject json() {
      return new JsonObject()
          .put("ns", ns.toString())
          .put("kind", "folder")
          .put("name", name)
          .put("role", role.wireName())
          .put("epoch", epoch)
          .put("head", head)
          .put("members", members)
          .put("createdAt", createdAt.toString());
    }
  }

  /** Makes a folder whose only member, and owner, is {@code owner}. */
  Future<TeamFolder> create(UUID ns, String name, UUID owner) {
    return database.query(CREATE, Tuple.of(ns, name, owner)).map(rows -> only(ns, rows));
  }

  /** Fails with {@code not_found} for those who are not members. */
  Future<TeamFolder> read(UUID ns, UUID userId) {
    return database.query(READ, Tuple.of(ns, userId)).map(rows -> only(ns, rows));
  }

  private static TeamFolder only(UUID ns, RowSet<Row> rows) {
    for (Row row : rows) {
      return new TeamFolder(
          ns,
          row.getString("name"),
          Role.ofWireName(row.getString("role")),
          row.getInteger("epoch"),
          row.getLong("head_seq"),
          row.getLong("members"),
          row.getOffsetDateTime("created_at").toInstant());
    }
    throw notFound(ns);
  }

  static Problem notFound(UUID ns) {
    return Problem.of(
        ProblemCode.NOT_FOUND, "there is no team folder " + ns + " that you are a member of");
  }
}
