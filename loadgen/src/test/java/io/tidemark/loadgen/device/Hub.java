package io.tidemark.loadgen.device;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.Role;
import io.tidemark.protocol.ServerFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A hub of one folder that lives in a test: commits into a journal and cuts deltas out of it. */
final class Hub {
  static final UUID NS = new UUID(7, 7);
  static final long COMMITTED_MICROS = Micros.of(Instant.parse("2026-04-28T10:00:00Z"));

  final List<Change> journal = new ArrayList<>();

  /** Commits a version of file number {@code file}. */
  Change commit(int file) {
    return add(ChangeOp.COMMIT, EntryKind.FILE, file, null, "f" + file);
  }

  Change add(ChangeOp op, EntryKind kind, int file, UUID parentId, String name) {
    long seq = journal.size() + 1L;
    Change change =
        new Change(
            seq,
            op,
            kind,
            file(file),
            parentId,
            name,
            "/" + name,
            seq,
            10,
            Instant.parse("2026-04-28T10:00:00Z"),
            "alice",
            "d",
            null,
            null,
            null);
    journal.add(change);
    return change;
  }

  static UUID file(int file) {
    return new UUID(1, file);
  }

  long head() {
    return journal.size();
  }

  ServerFrame.Welcome welcome() {
    return new ServerFrame.Welcome(
        "s",
        "n",
        25,
        List.of(new NamespaceInfo(NS, NamespaceKind.FOLDER, "team", Role.EDITOR, 1, head(), 0)));
  }

  /** What the hub would push for this span: the newest change of each file. */
  ServerFrame.Delta delta(long from, long to) {
    Map<UUID, Change> newest = new LinkedHashMap<>();
    for (Change change : entries(from, to)) {
      newest.remove(change.fileId());
      newest.put(change.fileId(), change);
    }
    return delta(from, to, List.copyOf(newest.values()));
  }

  static ServerFrame.Delta delta(long from, long to, List<Change> changes) {
    return new ServerFrame.Delta(NS, 1, from, to, changes, false, 0, null);
  }

  ServerFrame.Delta truncated(long from, long to) {
    return new ServerFrame.Delta(NS, 1, from, to, List.of(), true, 50, null);
  }

  List<Change> entries(long from, long to) {
    return journal.subList((int) from, (int) to);
  }
}
