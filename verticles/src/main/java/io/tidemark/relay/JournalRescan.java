package io.tidemark.relay;

import io.tidemark.config.Resources;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.journal.JournalMemory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds in the journal what Kafka may not have, when there is no slot that says so: for each
 * namespace what comes after the head that Redis noted, or the newest few entries where it has no
 * note. Bounded for each namespace; a reader to whom this leaves a hole reads it from the journal,
 * as with any other hole.
 */
final class JournalRescan {
  private static final Logger LOG = LoggerFactory.getLogger(JournalRescan.class);
  private static final String HEADS = Resources.text(JournalRescan.class, "rescan_heads.sql");
  private static final String ENTRIES = Resources.text(JournalRescan.class, "rescan_entries.sql");
  private static final int NAMESPACES_PER_PAGE = 200;
  private static final long ENTRIES_MAX = 500;
  private static final long ENTRIES_IF_UNKNOWN = 16;
  private static final UUID LOWEST = new UUID(0, 0);

  private final Connection connection;
  private final TailWriter tails;

  /** Takes what was found, namespace by namespace and in order. */
  interface Found {
    void accept(FolderChange change) throws Exception;
  }

  private record Head(UUID ns, int epoch, long seq) {}

  JournalRescan(Connection connection, TailWriter tails) {
    this.connection = connection;
    this.tails = tails;
  }

  void run(Found found) throws Exception {
    UUID last = LOWEST;
    int namespaces = 0;
    long entries = 0;
    List<Head> page = heads(last);
    while (!page.isEmpty()) {
      Map<UUID, Long> missed = missed(page);
      if (!missed.isEmpty()) {
        for (FolderChange change : changes(missed)) {
          found.accept(change);
          entries += change.entries().size();
        }
      }
      namespaces += page.size();
      last = page.getLast().ns();
      page = heads(last);
    }
    LOG.info("journal scanned anew namespaces={} entriesSent={}", namespaces, entries);
  }

  private List<Head> heads(UUID after) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(HEADS)) {
      statement.setObject(1, after);
      statement.setInt(2, NAMESPACES_PER_PAGE);
      List<Head> heads = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          heads.add(
              new Head(
                  row.getObject("ns", UUID.class), row.getInt("epoch"), row.getLong("head_seq")));
        }
      }
      return heads;
    }
  }

  /** Which namespaces may lack something, and after which entry. */
  private Map<UUID, Long> missed(List<Head> page) throws InterruptedException {
    Map<UUID, JournalMemory.Head> noted = tails.heads(page.stream().map(Head::ns).toList());
    Map<UUID, Long> missed = new LinkedHashMap<>();
    for (Head head : page) {
      JournalMemory.Head note = noted.get(head.ns());
      long after =
          note != null && note.epoch() == head.epoch() && note.seq() <= head.seq()
              ? Math.max(note.seq(), head.seq() - ENTRIES_MAX)
              : Math.max(0, head.seq() - ENTRIES_IF_UNKNOWN);
      if (after < head.seq()) {
        missed.put(head.ns(), after);
      }
    }
    return missed;
  }

  private List<FolderChange> changes(Map<UUID, Long> missed) throws SQLException {
    List<FolderChange> changes = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(ENTRIES)) {
      statement.setArray(1, connection.createArrayOf("uuid", missed.keySet().toArray()));
      statement.setArray(2, connection.createArrayOf("bigint", missed.values().toArray()));
      try (ResultSet row = statement.executeQuery()) {
        List<JournalEntry> entries = new ArrayList<>();
        UUID ns = LOWEST;
        int epoch = 0;
        while (row.next()) {
          UUID next = row.getObject("ns", UUID.class);
          if (!next.equals(ns)) {
            changes.addAll(FolderChanges.of(ns, epoch, entries));
            entries.clear();
            ns = next;
          }
          epoch = row.getInt("epoch");
          entries.add(entry(row));
        }
        changes.addAll(FolderChanges.of(ns, epoch, entries));
      }
    }
    return changes;
  }

  private static JournalEntry entry(ResultSet row) throws SQLException {
    return new JournalEntry(
        row.getLong("seq"),
        row.getObject("file_id", UUID.class),
        row.getString("change").getBytes(StandardCharsets.UTF_8),
        row.getLong("committed_at_micros"));
  }
}
