package io.tidemark.team;

import io.tidemark.protocol.Role;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a folder with all that is in it, opened to somebody who need not be in its namespace.
 *
 * @param grantee null: a link, for whoever knows the share's id
 */
record Share(
    UUID shareId,
    UUID fileId,
    @Nullable String grantee,
    Role permission,
    @Nullable Instant expiresAt,
    String createdBy,
    Instant createdAt) {

  static Share of(Row row) {
    OffsetDateTime expiry = row.getOffsetDateTime("expires_at");
    return new Share(
        row.getUUID("share_id"),
        row.getUUID("file_id"),
        row.getString("grantee"),
        Role.ofWireName(row.getString("permission")),
        expiry == null ? null : expiry.toInstant(),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant());
  }

  JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("shareId", shareId.toString())
            .put("fileId", fileId.toString())
            .put("permission", permission.wireName())
            .put("createdBy", createdBy)
            .put("createdAt", createdAt.toString());
    if (grantee != null) {
      json.put("grantee", grantee);
    }
    if (expiresAt != null) {
      json.put("expiresAt", expiresAt.toString());
    }
    return json;
  }
}
