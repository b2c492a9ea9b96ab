package io.tidemark.catchup;

import io.tidemark.config.Resources;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.journal.Access;
import io.tidemark.journal.Database;
import io.tidemark.journal.Namespaces;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/namespaces/{ns}/snapshot}: what a namespace or folder holds, for a device whose
 * journal does not reach back.
 *
 * <p>Pages go by file id, which no rename or move changes; each shows what is there when it is
 * read. The {@code seq} is the head from before the first page: what changed meanwhile comes after
 * it in the journal, with each file's whole state, so that listing and journal together converge.
 */
public final class SnapshotEndpoints implements Endpoints {
  private static final String PAGE = Resources.text(SnapshotEndpoints.class, "snapshot_page.sql");
  private static final String UNDER = Resources.text(SnapshotEndpoints.class, "snapshot_under.sql");
  private static final String FOLDER =
      Resources.text(SnapshotEndpoints.class, "snapshot_folder.sql");

  private final Database database;
  private final Namespaces namespaces;
  private final byte[] key;

  /**
   * @param key signs page tokens; that of the cursors
   */
  public SnapshotEndpoints(Database database, Namespaces namespaces, byte[] key) {
    this.database = database;
    this.namespaces = namespaces;
    this.key = key.clone();
  }

  @Override
  public void mount(Router router) {
    router.get("/v1/namespaces/:ns/snapshot").handler(this::read);
  }

  private void read(RoutingContext context) {
    UUID ns = Bodies.pathUuid(context, "ns");
    String underText = context.request().getParam("under");
    UUID under =
        underText == null
            ? SnapshotToken.NONE
            : Bodies.parse("under", underText, "a folder's UUID", Ids::uuid);
    String tokenText = context.request().getParam("pageToken");
    int limit =
        (int) Bodies.queryInteger(context, "limit", 1, Limits.SNAPSHOT_PAGE, Limits.SNAPSHOT_PAGE);
    // Membership is asked for each page, not only for the first.
    namespaces
        .access(Callers.of(context).userId(), ns)
        .compose(access -> begin(access, under, tokenText))
        .compose(from -> page(from, limit))
        .onSuccess(page -> Answers.json(context, 200, page))
        .onFailure(context::fail);
  }

  private Future<SnapshotToken> begin(Access access, UUID under, @Nullable String tokenText) {
    if (tokenText == null) {
      var first =
          new SnapshotToken(access.ns(), under, access.epoch(), access.head(), SnapshotToken.NONE);
      return under.equals(SnapshotToken.NONE)
          ? Future.succeededFuture(first)
          : folderOf(access.ns(), under).map(_ -> first);
    }
    SnapshotToken token =
        Bodies.parse(
            "pageToken",
            tokenText,
            "the nextPageToken of this listing",
            text -> SnapshotToken.decode(text, key));
    if (!token.ns().equals(access.ns()) || !token.under().equals(under)) {
      throw Bodies.wrong("pageToken", tokenText, "the nextPageToken of this listing");
    }
    return Future.succeededFuture(token);
  }

  private Future<Void> folderOf(UUID ns, UUID folder) {
    return database
        .query(FOLDER, Tuple.of(ns, folder))
        .map(rows -> {
          if (rows.size() == 0) {
            throw Problem.of(
                ProblemCode.NOT_FOUND, "there is no folder " + folder + " in namespace " + ns);
          }
          return null;
        });
  }

  private Future<JsonObject> page(SnapshotToken from, int limit) {
    Future<RowSet<Row>> rows =
        from.under().equals(SnapshotToken.NONE)
            ? database.query(PAGE, Tuple.of(from.ns(), from.after(), limit))
            : database.query(UNDER, Tuple.of(from.ns(), from.under(), from.after(), limit));
    return rows.map(found -> json(from, limit, found));
  }

  private JsonObject json(SnapshotToken from, int limit, RowSet<Row> rows) {
    JsonArray files = new JsonArray();
    UUID last = from.after();
    for (Row row : rows) {
      last = row.getUUID("file_id");
      // Null: it lies under a folder in the trash.
      if (row.getString("path") != null) {
        files.add(file(row));
      }
    }
    JsonObject json =
        new JsonObject()
            .put("ns", from.ns().toString())
            .put("epoch", from.epoch())
            .put("seq", from.seq())
            .put("files", files);
    if (rows.size() >= limit) {
      json.put(
          "nextPageToken",
          new SnapshotToken(from.ns(), from.under(), from.epoch(), from.seq(), last).encode(key));
    }
    return json;
  }

  private static JsonObject file(Row row) {
    JsonObject file =
        new JsonObject()
            .put("fileId", row.getUUID("file_id").toString())
            .put("kind", row.getString("kind"));
    UUID parent = row.getUUID("parent_folder_id");
    if (parent != null) {
      file.put("parentId", parent.toString());
    }
    file.put("name", row.getString("name"))
        .put("path", row.getString("path"))
        .put("version", row.getLong("version_id"))
        .put("size", row.getLong("size_bytes"));
    UUID conflictOf = row.getUUID("conflict_of");
    return conflictOf == null ? file : file.put("conflictOf", conflictOf.toString());
  }
}
