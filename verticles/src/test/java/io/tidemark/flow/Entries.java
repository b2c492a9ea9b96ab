package io.tidemark.flow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Journal entries for tests: file {@code n} has the id {@link #file}. */
public final class Entries {
  private Entries() {}

  public static UUID file(int n) {
    return new UUID(0xf11eL, n);
  }

  public static JournalEntry entry(long seq, int file) {
    return new JournalEntry(seq, file(file), change(seq, file), seq * 1000);
  }

  /** Just enough JSON for a reader of deltas that looks at seq and fileId only. */
  private static byte[] change(long seq, int file) {
    return ("{\"seq\":" + seq + ",\"fileId\":\"" + file(file) + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Entries {@code from + 1 … to}, each of another file. */
  public static List<JournalEntry> range(long from, long to) {
    List<JournalEntry> entries = new ArrayList<>();
    for (long seq = from + 1; seq <= to; seq++) {
      entries.add(entry(seq, Math.toIntExact(seq)));
    }
    return entries;
  }

  public static FolderChange change(UUID ns, int epoch, long from, long to) {
    return new FolderChange(ns, epoch, range(from, to));
  }

  /** The {@code seq} of each change of a delta. */
  public static List<Long> seqs(Delta delta) {
    return delta.changes().stream()
        .map(change -> new String(change.change(), StandardCharsets.UTF_8))
        .map(json -> Long.valueOf(json.substring(json.indexOf(':') + 1, json.indexOf(','))))
        .toList();
  }
}
