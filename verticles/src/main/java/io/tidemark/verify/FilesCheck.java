package io.tidemark.verify;

import io.tidemark.config.Resources;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeCodec;
import io.tidemark.protocol.MalformedException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether files and versions are as the journal tells: all three are read in the order of files,
 * and each file's part of them is held against the others.
 */
final class FilesCheck {
  private static final String JOURNAL = Resources.text(FilesCheck.class, "journal_by_file.sql");
  private static final String FILES = Resources.text(FilesCheck.class, "files.sql");
  private static final String VERSIONS = Resources.text(FilesCheck.class, "versions.sql");
  private static final String MISPLACED = Resources.text(FilesCheck.class, "misplaced_files.sql");

  private final Connection connection;
  private final Findings findings;
  private final PurgedFiles purged;

  private record Line(UUID fileId, UUID ns, long seq, String change) {
    static Line of(ResultSet row) throws SQLException {
      return new Line(
          row.getObject("file_id", UUID.class),
          row.getObject("ns", UUID.class),
          row.getLong("seq"),
          row.getString("change"));
    }
  }

  private record Version(UUID fileId, long version, long size) {
    static Version of(ResultSet row) throws SQLException {
      return new Version(
          row.getObject("file_id", UUID.class),
          row.getLong("version_id"),
          row.getLong("size_bytes"));
    }
  }

  FilesCheck(Connection connection, Findings findings) {
    this.connection = connection;
    this.findings = findings;
    this.purged = new PurgedFiles(connection, findings);
  }

  void run() throws SQLException {
    try (var journal = new Rows<>(connection, JOURNAL, Line::of);
        var files = new Rows<>(connection, FILES, FileRow::of);
        var versions = new Rows<>(connection, VERSIONS, Version::of)) {
      for (UUID next = next(journal, files, versions);
          next != null;
          next = next(journal, files, versions)) {
        check(next, journal, files, versions);
      }
    }
    purged.finish();
    misplaced();
  }

  private static @Nullable UUID next(
      Rows<Line> journal, Rows<FileRow> files, Rows<Version> versions) {
    Line line = journal.peek();
    FileRow file = files.peek();
    Version version = versions.peek();
    UUID next = line == null ? null : line.fileId();
    next = file == null ? next : first(next, file.fileId());
    return version == null ? next : first(next, version.fileId());
  }

  private static UUID first(@Nullable UUID one, UUID other) {
    return one == null || Ids.isBefore(other, one) ? other : one;
  }

  private void check(UUID fileId, Rows<Line> journal, Rows<FileRow> files, Rows<Version> versions)
      throws SQLException {
    FileRow file = files.peek();
    if (file != null && file.fileId().equals(fileId)) {
      files.take();
      findings.count("files", 1);
    } else {
      file = null;
    }
    FileHistory history = new FileHistory(fileId, file, findings);
    for (Version version = versions.peek();
        version != null && version.fileId().equals(fileId);
        version = versions.peek()) {
      versions.take();
      history.version(version.version(), version.size());
      findings.count("versions", 1);
    }
    for (Line line = journal.peek();
        line != null && line.fileId().equals(fileId);
        line = journal.peek()) {
      journal.take();
      Change change = decoded(line);
      if (change != null) {
        history.entry(line.ns(), change);
      }
    }
    history.finish(purged);
  }

  private @Nullable Change decoded(Line line) {
    Change change;
    try {
      change = ChangeCodec.decode(line.change().getBytes(StandardCharsets.UTF_8));
    } catch (MalformedException e) {
      findings.differs(
          Copy.JOURNAL, line.ns(), "entry " + line.seq() + " is no change: " + e.getMessage());
      return null;
    }
    if (change.seq() != line.seq() || !change.fileId().equals(line.fileId())) {
      findings.differs(
          Copy.JOURNAL,
          line.ns(),
          "entry %d of file %s tells of entry %d of file %s"
              .formatted(line.seq(), line.fileId(), change.seq(), change.fileId()));
      return null;
    }
    return change;
  }

  private record Misplaced(UUID fileId, UUID ns, UUID folder, @Nullable String folderKind) {
    static Misplaced of(ResultSet row) throws SQLException {
      return new Misplaced(
          row.getObject("file_id", UUID.class),
          row.getObject("ns", UUID.class),
          row.getObject("parent_folder_id", UUID.class),
          row.getString("parent_kind"));
    }
  }

  private void misplaced() throws SQLException {
    try (var rows = new Rows<>(connection, MISPLACED, Misplaced::of)) {
      for (Misplaced row = rows.take(); row != null; row = rows.take()) {
        String folder = row.folderKind();
        String reason =
            folder == null
                ? "does not exist"
                : folder.equals("folder") ? "is in another namespace" : "is a file";
        findings.differs(
            Copy.FILES,
            row.ns(),
            "%s lies in %s, which %s".formatted(row.fileId(), row.folder(), reason));
      }
    }
  }
}
