package io.tidemark.commit;

import io.tidemark.config.Resources;
import io.tidemark.flow.BlockUrls;
import io.tidemark.http.Problem;
import io.tidemark.journal.Database;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of files: state, history, manifests. Every call first asks whether the caller
 * may: as a member, or because the file or a folder above it is shared.
 */
public final class FileReads {
  private static final String FILE = text("read_file.sql");
  private static final String HISTORY = text("read_history.sql");
  private static final String VERSION = text("read_version.sql");

  /** A longer manifest is signed off the event loop: each URL costs some microseconds. */
  private static final int SIGNED_INLINE = 256;

  private final Vertx vertx;
  private final Database database;
  private final BlockUrls urls;
  private final InstantSource clock;

  public FileReads(Vertx vertx, Database database, BlockUrls urls, InstantSource clock) {
    this.vertx = vertx;
    this.database = database;
    this.urls = urls;
    this.clock = clock;
  }

  /** Fails with {@code not_found} if the caller may not see it. */
  Future<ReadFile> file(UUID userId, UUID fileId) {
    return database
        .query(FILE, Tuple.of(fileId, userId))
        .map(rows -> {
          ReadFile file = ReadFile.of(rows);
          if (file == null) {
            throw Problem.of(ProblemCode.NOT_FOUND, "file '" + fileId + "' is not there");
          }
          return file;
        });
  }

  /** Versions below one, the newest first. */
  Future<JsonObject> history(UUID userId, UUID fileId, long below, int limit) {
    return file(userId, fileId)
        .compose(file -> database.query(HISTORY, Tuple.of(fileId, below, limit + 1)))
        .map(rows -> {
          List<JsonObject> versions = new ArrayList<>();
          rows.forEach(row -> versions.add(version(row)));
          boolean more = versions.size() > limit;
          JsonObject page = new JsonObject();
          if (more) {
            versions.removeLast();
            page.put("nextPageToken", versions.getLast().getLong("version").toString());
          }
          return page.put("versions", new JsonArray(versions)).put("hasMore", more);
        });
  }

  /** A version with a signed address for each block. */
  Future<Buffer> manifest(UUID userId, UUID fileId, long version) {
    return file(userId, fileId)
        .compose(file ->
            database
                .query(VERSION, Tuple.of(fileId, version))
                .compose(rows -> {
                  if (rows.size() == 0) {
                    throw Problem.of(
                        ProblemCode.NOT_FOUND,
                        "version " + version + " of file '" + fileId + "' is not there");
                  }
                  Row row = rows.iterator().next();
                  String[] hashes = row.getArrayOfStrings(6);
                  return hashes.length <= SIGNED_INLINE
                      ? Future.succeededFuture(manifest(file, row))
                      : vertx.executeBlocking(() -> manifest(file, row));
                }));
  }

  private Buffer manifest(ReadFile file, Row row) {
    Instant now = clock.instant();
    String[] hashes = row.getArrayOfStrings(6);
    Long[] sizes = row.getArrayOfLongs(7);
    JsonArray blocks = new JsonArray();
    for (int index = 0; index < hashes.length; index++) {
      JsonObject block = new JsonObject().put("sha256", hashes[index]);
      if (sizes[index] != null) {
        block
            .put("size", sizes[index])
            .put("getUrl", urls.getUrl(hashes[index], sizes[index], now));
      }
      blocks.add(block);
    }
    return version(row)
        .put("fileId", file.fileId().toString())
        .put("ns", file.ns().toString())
        .put("expiresAt", urls.expiry(now).toString())
        .put("blocks", blocks)
        .toBuffer();
  }

  private static JsonObject version(Row row) {
    return new JsonObject()
        .put("version", row.getLong(0))
        .put("size", row.getLong(1))
        .put("clientMtime", time(row.getOffsetDateTime(2)))
        .put("committedAt", time(row.getOffsetDateTime(3)))
        .put("device", row.getString(4))
        .put("user", row.getString(5));
  }

  static @Nullable String time(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant().toString();
  }

  private static String text(String name) {
    return Resources.text(FileReads.class, name);
  }
}
