package io.tidemark.verify;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file: its row, its versions and what the journals tell of it.
 *
 * <p>A folder that goes to another namespace takes along what lies in it, without a line for each.
 * So a file's newest state may stand in a journal it was in before: the row has to be as the newest
 * entry of one of them says.
 */
final class FileHistory {
  private static final int VERSIONS_FIRST = 4;

  private final UUID fileId;
  private final @Nullable FileRow row;
  private final Findings findings;
  private final Map<UUID, Change> newest = new LinkedHashMap<>();
  private final BitSet told = new BitSet();
  private long[] sizes = new long[VERSIONS_FIRST];
  private int versions;
  private long highest;

  /**
   * @param row null if the file is no more
   */
  FileHistory(UUID fileId, @Nullable FileRow row, Findings findings) {
    this.fileId = fileId;
    this.row = row;
    this.findings = findings;
  }

  /** Its versions come first, in order. */
  void version(long version, long size) {
    if (version != versions + 1L) {
      files("version %d follows on version %d".formatted(version, versions));
      return;
    }
    if (versions == sizes.length) {
      sizes = Arrays.copyOf(sizes, 2 * versions);
    }
    sizes[versions++] = size;
  }

  /** Then its entries, one journal after the other, each in order. */
  void entry(UUID ns, Change change) {
    newest.put(ns, change);
    highest = Math.max(highest, change.version());
    if (row == null || change.kind() != EntryKind.FILE || change.version() == 0) {
      return;
    }
    if (change.version() > versions) {
      differs(
          Copy.FILES,
          ns,
          "version %d, which entry %d tells of, is missing"
              .formatted(change.version(), change.seq()));
      return;
    }
    int index = (int) change.version() - 1;
    told.set(index);
    if (sizes[index] != change.size()) {
      differs(
          Copy.FILES,
          ns,
          "version %d has %d bytes, entry %d says %d"
              .formatted(change.version(), sizes[index], change.seq(), change.size()));
    }
  }

  void finish(PurgedFiles purged) throws SQLException {
    if (row == null) {
      if (versions > 0) {
        files("has " + versions + " versions and does not exist");
      }
      purged.explain(fileId, newest);
      return;
    }
    checkVersions(row);
    checkState(row);
  }

  private void checkVersions(FileRow file) {
    if (versions != file.version()) {
      files("is at version %d and has %d versions".formatted(file.version(), versions));
    } else if (versions > 0 && sizes[versions - 1] != file.size()) {
      files("has %d bytes, its newest version %d".formatted(file.size(), sizes[versions - 1]));
    }
    int untold = told.nextClearBit(0);
    if (untold < versions && !file.isPruned() && isOnlyIn(file.ns())) {
      files("version " + (untold + 1) + " is in no entry of the journal");
    }
  }

  private void checkState(FileRow file) {
    String difference = "is in no entry of the journal";
    for (Change change : newest.values()) {
      if (change.movedTo() != null) {
        continue;
      }
      String here = file.differenceTo(change);
      if (here == null) {
        return;
      }
      difference = here + " as entry " + change.seq() + " says";
    }
    // Else its newest entry may be one that is gone.
    if (!file.isPruned() || isOnlyIn(file.ns())) {
      files(difference);
    }
  }

  private boolean isOnlyIn(UUID ns) {
    return newest.size() == 1 && newest.containsKey(ns);
  }

  private void files(String what) {
    differs(Copy.FILES, row == null ? null : row.ns(), what);
  }

  private void differs(Copy copy, @Nullable UUID ns, String what) {
    findings.differs(copy, ns, "file " + fileId + ": " + what);
  }

  /** Whether an entry says that the file itself was deleted. */
  static boolean isDelete(Change change) {
    return change.op() == ChangeOp.DELETE && change.movedTo() == null;
  }
}
