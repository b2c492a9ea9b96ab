package io.tidemark.verify;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code files}.
 *
 * @param isPruned whether its namespace's journal has let go of entries, or does not exist
 */
record FileRow(
    UUID fileId,
    UUID ns,
    String kind,
    @Nullable UUID parentId,
    String name,
    long version,
    long size,
    boolean deleted,
    @Nullable UUID conflictOf,
    boolean isPruned) {
  static FileRow of(ResultSet row) throws SQLException {
    long keptAfter = row.getLong("kept_after");
    boolean isPruned = row.wasNull() || keptAfter > 0;
    return new FileRow(
        row.getObject("file_id", UUID.class),
        row.getObject("ns", UUID.class),
        row.getString("kind"),
        row.getObject("parent_folder_id", UUID.class),
        row.getString("name"),
        row.getLong("version_id"),
        row.getLong("size_bytes"),
        row.getBoolean("is_deleted"),
        row.getObject("conflict_of", UUID.class),
        isPruned);
  }

  /** In which way it is not as {@code change} left it; null if it is. */
  @Nullable String differenceTo(Change change) {
    StringBuilder text = new StringBuilder();
    compare(text, "kind", kind, change.kind().wireName());
    compare(text, "name", name, change.name());
    compare(text, "folder", parentId, change.parentId());
    compare(text, "version", version, change.version());
    compare(text, "size", size, change.size());
    compare(text, "deleted", deleted, change.op() == ChangeOp.DELETE);
    compare(text, "conflictOf", conflictOf, change.conflictOf());
    return text.isEmpty() ? null : text.toString();
  }

  private static void compare(
      StringBuilder text, String what, @Nullable Object has, @Nullable Object told) {
    if (!Objects.equals(has, told)) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(what)
          .append(" is ")
          .append(has)
          .append(", not ")
          .append(told);
    }
  }
}
