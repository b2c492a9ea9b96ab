package io.tidemark.commit;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file or folder that the caller may see. */
record ReadFile(UUID fileId, UUID ns, JsonObject json) {

  /**
   * Null if it is not there or the caller may not see it.
   *
   * @param rows the entry and the folders above it, upwards
   */
  static @Nullable ReadFile of(RowSet<Row> rows) {
    Row entry = null;
    StringBuilder path = new StringBuilder();
    boolean trashed = false;
    boolean shared = false;
    for (Row row : rows) {
      if (entry == null) {
        entry = row;
      }
      path.insert(0, "/" + row.getString("name"));
      trashed |= row.getBoolean("is_deleted");
      shared |= row.getBoolean("shared");
    }
    if (entry == null || (entry.getString("role") == null && !shared)) {
      return null;
    }
    JsonObject json =
        new JsonObject()
            .put("fileId", text(entry.getUUID("file_id")))
            .put("ns", text(entry.getUUID("ns")))
            .put("kind", entry.getString("kind"))
            .put("parentId", text(entry.getUUID("parent_folder_id")))
            .put("name", entry.getString("name"))
            .put("path", path.toString())
            .put("version", entry.getLong("version_id"))
            .put("size", entry.getLong("size_bytes"))
            .put("createdAt", FileReads.time(entry.getOffsetDateTime("created_at")))
            .put("deleted", trashed);
    if (entry.getOffsetDateTime("deleted_at") != null) {
      json.put("deletedAt", FileReads.time(entry.getOffsetDateTime("deleted_at")));
    }
    if (entry.getUUID("conflict_of") != null) {
      json.put("conflictOf", text(entry.getUUID("conflict_of")));
    }
    return new ReadFile(entry.getUUID("file_id"), entry.getUUID("ns"), json);
  }

  private static @Nullable String text(@Nullable UUID id) {
    return id == null ? null : id.toString();
  }
}
