package io.tidemark.relay;

import io.tidemark.config.Resources;
import io.tidemark.flow.MemberChange;
import io.tidemark.relay.CommittedTransaction.MemberRow;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Gives membership changes the names of their users: the log has only their ids. A name never
 * changes, so it does not matter that it is read later than the change was made.
 */
final class MemberNames {
  private static final String NAMES = Resources.text(MemberNames.class, "member_names.sql");

  private final Connection connection;
  private final RelayMetrics metrics;

  MemberNames(Connection connection, RelayMetrics metrics) {
    this.connection = connection;
    this.metrics = metrics;
  }

  /** The same in the same order, without those whose user does not exist any more. */
  List<MemberChange> named(List<MemberRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<UUID, String> names = names(rows);
    List<MemberChange> changes = new ArrayList<>(rows.size());
    for (MemberRow row : rows) {
      String name = names.get(row.userId());
      if (name == null) {
        metrics.membersUnknown.increment();
      } else {
        changes.add(new MemberChange(row.ns(), name, row.role(), row.committedAtMicros()));
      }
    }
    return changes;
  }

  private Map<UUID, String> names(List<MemberRow> rows) throws SQLException {
    Object[] ids = rows.stream().map(MemberRow::userId).distinct().toArray();
    Array array = connection.createArrayOf("uuid", ids);
    try (PreparedStatement statement = connection.prepareStatement(NAMES)) {
      statement.setArray(1, array);
      Map<UUID, String> names = HashMap.newHashMap(ids.length);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          names.put(row.getObject("user_id", UUID.class), row.getString("name"));
        }
      }
      return names;
    } finally {
      array.free();
    }
  }
}
