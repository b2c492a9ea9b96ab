package io.tidemark.verify;

import io.tidemark.config.Resources;
import io.tidemark.protocol.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Files of which there are entries but no row: purged with the trash, themselves or with a folder
 * above them; anything else is a loss.
 */
final class PurgedFiles {
  private static final String FOLDERS = Resources.text(PurgedFiles.class, "folders_in_trash.sql");
  private static final int BATCH = 1_000;

  private final Connection connection;
  private final Findings findings;
  private final List<Orphan> waiting = new ArrayList<>();
  private long purged;

  /** A file that may have gone with the folder that it was in. */
  private record Orphan(UUID fileId, UUID ns, UUID folder) {}

  PurgedFiles(Connection connection, Findings findings) {
    this.connection = connection;
    this.findings = findings;
  }

  /**
   * @param newest by namespace
   */
  void explain(UUID fileId, Map<UUID, Change> newest) throws SQLException {
    if (newest.isEmpty()) {
      return;
    }
    purged++;
    if (newest.values().stream().anyMatch(FileHistory::isDelete)) {
      return;
    }
    UUID ns = null;
    Change last = null;
    for (Map.Entry<UUID, Change> one : newest.entrySet()) {
      Change change = one.getValue();
      if (change.movedTo() == null
          && (last == null || change.timestamp().isAfter(last.timestamp()))) {
        ns = one.getKey();
        last = change;
      }
    }
    UUID folder = last == null ? null : last.parentId();
    if (ns == null || folder == null) {
      lost(fileId, ns == null ? newest.keySet().iterator().next() : ns);
      return;
    }
    waiting.add(new Orphan(fileId, ns, folder));
    if (waiting.size() >= BATCH) {
      lookUp();
    }
  }

  void finish() throws SQLException {
    lookUp();
    if (purged > 0) {
      findings.count("purged files", purged);
    }
  }

  private void lookUp() throws SQLException {
    if (waiting.isEmpty()) {
      return;
    }
    Set<UUID> living = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(FOLDERS)) {
      Object[] folders = waiting.stream().map(Orphan::folder).distinct().toArray();
      statement.setArray(1, connection.createArrayOf("uuid", folders));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (!row.getBoolean("in_trash")) {
            living.add(row.getObject("folder", UUID.class));
          }
        }
      }
    }
    for (Orphan orphan : waiting) {
      if (living.contains(orphan.folder())) {
        lost(orphan.fileId(), orphan.ns());
      }
    }
    waiting.clear();
  }

  private void lost(UUID fileId, UUID ns) {
    purged--;
    findings.differs(
        Copy.FILES, ns, "file " + fileId + ": the journal tells of it and it does not exist");
  }
}
