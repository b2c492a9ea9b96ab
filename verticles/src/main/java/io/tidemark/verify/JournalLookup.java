package io.tidemark.verify;

import io.tidemark.config.Resources;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Holds what other copies tell of journals against the journals as they are now. */
final class JournalLookup {
  private static final String STRETCHES = Resources.text(JournalLookup.class, "stretches.sql");
  private static final String HEADS = Resources.text(JournalLookup.class, "heads_now.sql");

  private final Connection connection;

  /** What came of comparing one change. */
  sealed interface Verdict {
    /** The journal says the same. */
    record Same(NamespaceHead head) implements Verdict {}

    /** It is of a namespace that is not in this database. */
    record Stranger() implements Verdict {}

    /** It is of another incarnation of the journal, and nobody takes it for this one's. */
    record OtherEpoch(NamespaceHead head) implements Verdict {}

    record Differs(NamespaceHead head, String what) implements Verdict {}
  }

  /**
   * @param connection outside of any transaction, so that it sees what is now
   */
  JournalLookup(Connection connection) {
    this.connection = connection;
  }

  /** The verdicts on {@code changes}, in the same order. */
  List<Verdict> compare(List<FolderChange> changes) throws SQLException {
    int count = changes.size();
    Integer[] stretches = new Integer[count];
    UUID[] namespaces = new UUID[count];
    Long[] lows = new Long[count];
    Long[] highs = new Long[count];
    for (int index = 0; index < count; index++) {
      FolderChange change = changes.get(index);
      stretches[index] = index;
      namespaces[index] = change.ns();
      lows[index] = change.from() + 1;
      highs[index] = change.to();
    }
    List<Stretch> found = new ArrayList<>(count);
    try (PreparedStatement statement = connection.prepareStatement(STRETCHES)) {
      statement.setArray(1, connection.createArrayOf("integer", stretches));
      statement.setArray(2, connection.createArrayOf("uuid", namespaces));
      statement.setArray(3, connection.createArrayOf("bigint", lows));
      statement.setArray(4, connection.createArrayOf("bigint", highs));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          int stretch = row.getInt("stretch");
          if (stretch == found.size()) {
            found.add(new Stretch(head(row, namespaces[stretch])));
          }
          found.getLast().add(row);
        }
      }
    }
    List<Verdict> verdicts = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      verdicts.add(found.get(index).verdict(changes.get(index)));
    }
    return verdicts;
  }

  /** Heads as they are now, of those namespaces that exist. */
  Map<UUID, NamespaceHead> heads(Collection<UUID> namespaces) throws SQLException {
    Map<UUID, NamespaceHead> heads = HashMap.newHashMap(namespaces.size());
    try (PreparedStatement statement = connection.prepareStatement(HEADS)) {
      statement.setArray(1, connection.createArrayOf("uuid", namespaces.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          NamespaceHead head = NamespaceHead.of(row);
          heads.put(head.ns(), head);
        }
      }
    }
    return heads;
  }

  private static @Nullable NamespaceHead head(ResultSet row, UUID ns) throws SQLException {
    int epoch = row.getInt("epoch");
    return row.wasNull()
        ? null
        : new NamespaceHead(ns, epoch, row.getLong("head_seq"), row.getLong("kept_after"));
  }

  /** What the journal holds between two places. */
  private static final class Stretch {
    private final @Nullable NamespaceHead head;
    private final Map<Long, JournalEntry> entries = new HashMap<>();

    Stretch(@Nullable NamespaceHead head) {
      this.head = head;
    }

    void add(ResultSet row) throws SQLException {
      long seq = row.getLong("seq");
      if (!row.wasNull()) {
        entries.put(
            seq,
            new JournalEntry(
                seq,
                row.getObject("file_id", UUID.class),
                row.getString("change").getBytes(StandardCharsets.UTF_8),
                row.getLong("committed_at_micros")));
      }
    }

    Verdict verdict(FolderChange told) {
      if (head == null) {
        return new Verdict.Stranger();
      }
      if (told.epoch() != head.epoch()) {
        return new Verdict.OtherEpoch(head);
      }
      String what = difference(told, head);
      return what == null ? new Verdict.Same(head) : new Verdict.Differs(head, what);
    }

    private @Nullable String difference(FolderChange told, NamespaceHead of) {
      if (told.to() > of.head()) {
        return "%s beyond the journal's head %d"
            .formatted(Ids.entries(Math.max(of.head(), told.from()) + 1, told.to()), of.head());
      }
      for (JournalEntry entry : told.entries()) {
        JournalEntry original = entries.get(entry.seq());
        if (original == null) {
          if (entry.seq() > of.keptAfter()) {
            return "entry " + entry.seq() + " is not in the journal";
          }
        } else if (!isSame(entry, original)) {
          return "entry " + entry.seq() + " is not as in the journal";
        }
      }
      return null;
    }

    private static boolean isSame(JournalEntry one, JournalEntry other) {
      return one.fileId().equals(other.fileId())
          && one.committedAtMicros() == other.committedAtMicros()
          && Arrays.equals(one.change(), other.change());
    }
  }
}
