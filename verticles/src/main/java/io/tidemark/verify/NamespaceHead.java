package io.tidemark.verify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What the table of namespaces says of a journal: it holds what comes after {@code keptAfter}, up
 * to {@code head}.
 */
record NamespaceHead(UUID ns, int epoch, long head, long keptAfter) {
  static NamespaceHead of(ResultSet row) throws SQLException {
    return new NamespaceHead(
        row.getObject("ns", UUID.class),
        row.getInt("epoch"),
        row.getLong("head_seq"),
        row.getLong("kept_after"));
  }
}
