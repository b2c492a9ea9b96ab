package io.tidemark.verify;

import io.tidemark.config.Resources;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether each block of a version is in the index, and each of the index on disk. */
final class BlocksCheck {
  private static final String USED = Resources.text(BlocksCheck.class, "blocks_of_versions.sql");
  private static final String INDEX = Resources.text(BlocksCheck.class, "blocks.sql");
  private static final String SIZES = Resources.text(BlocksCheck.class, "version_sizes.sql");

  private final Connection connection;
  private final @Nullable StoredBlocks stored;
  private final boolean deep;
  private final Findings findings;

  private record Used(String sha256, String usedBy) {
    static Used of(ResultSet row) throws SQLException {
      return new Used(row.getString("sha256"), row.getString("used_by"));
    }
  }

  private record Indexed(String sha256, long size) {
    static Indexed of(ResultSet row) throws SQLException {
      return new Indexed(row.getString("sha256"), row.getLong("size_bytes"));
    }
  }

  private record WrongSize(UUID fileId, long version, long size, long total) {
    static WrongSize of(ResultSet row) throws SQLException {
      return new WrongSize(
          row.getObject("file_id", UUID.class),
          row.getLong("version_id"),
          row.getLong("size_bytes"),
          row.getLong("total"));
    }
  }

  /**
   * @param stored null if the blocks are not on a disk that can be read here
   * @param deep whether to read each block and compare its hash
   */
  BlocksCheck(
      Connection connection, @Nullable StoredBlocks stored, boolean deep, Findings findings) {
    this.connection = connection;
    this.stored = stored;
    this.deep = deep;
    this.findings = findings;
  }

  void run() throws SQLException, IOException {
    usedButNotIndexed();
    if (stored == null) {
      findings.note("the blocks themselves were not looked at: they are not in a folder here");
    } else {
      indexedButNotStored(stored);
    }
    try (var rows = new Rows<>(connection, SIZES, WrongSize::of)) {
      for (WrongSize row = rows.take(); row != null; row = rows.take()) {
        differs(
            "file %s version %d has %d bytes, its blocks together %d"
                .formatted(row.fileId(), row.version(), row.size(), row.total()));
      }
    }
  }

  private void usedButNotIndexed() throws SQLException {
    try (var used = new Rows<>(connection, USED, Used::of);
        var index = new Rows<>(connection, INDEX, Indexed::of)) {
      for (Used next = used.take(); next != null; next = used.take()) {
        Indexed indexed = index.peek();
        while (indexed != null && indexed.sha256().compareTo(next.sha256()) < 0) {
          index.take();
          indexed = index.peek();
        }
        if (indexed == null || !indexed.sha256().equals(next.sha256())) {
          differs(next.sha256() + ", a block of file " + next.usedBy() + ", is not in the index");
        }
      }
    }
  }

  private void indexedButNotStored(StoredBlocks disk) throws SQLException, IOException {
    long unknown = 0;
    try (var index = new Rows<>(connection, INDEX, Indexed::of)) {
      StoredBlocks.Block block = disk.next();
      for (Indexed next = index.take(); next != null; next = index.take()) {
        findings.count("blocks", 1);
        while (block != null && block.sha256().compareTo(next.sha256()) < 0) {
          unknown++;
          block = disk.next();
        }
        if (block == null || !block.sha256().equals(next.sha256())) {
          // Written since the disk was listed, or really not there.
          compare(next, disk.find(next.sha256()));
        } else {
          compare(next, block);
          block = disk.next();
        }
      }
      for (; block != null; block = disk.next()) {
        unknown++;
      }
    }
    findings.note(unknown, "blocks are on disk and not in the index, which harms nobody");
  }

  private void compare(Indexed indexed, StoredBlocks.@Nullable Block block) throws IOException {
    if (block == null) {
      differs(indexed.sha256() + " (" + indexed.size() + " bytes) is not on disk");
    } else if (block.size() != indexed.size()) {
      differs(
          "%s has %d bytes on disk, %d in the index"
              .formatted(indexed.sha256(), block.size(), indexed.size()));
    } else if (deep && !block.isIntact()) {
      differs(indexed.sha256() + " has other bytes on disk than its hash says");
    }
  }

  private void differs(String what) {
    findings.differs(Copy.BLOCKS, null, what);
  }
}
