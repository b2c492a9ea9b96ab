package io.tidemark.commit.plan;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeCodec;
import io.tidemark.protocol.ChangeOp;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Adds an entry's whole state to its namespace's journal. */
final class JournalLines {
  private JournalLines() {}

  static long add(Draft draft, Entry entry, ChangeOp op, Origin origin, @Nullable String device) {
    return add(draft, entry, op, origin, device, null, null);
  }

  /**
   * @param movedTo on the delete side of a move between namespaces
   * @param movedFrom on its create side
   */
  static long add(
      Draft draft,
      Entry entry,
      ChangeOp op,
      Origin origin,
      @Nullable String device,
      @Nullable UUID movedTo,
      @Nullable UUID movedFrom) {
    long seq = draft.nextSeq(entry.ns());
    Change change =
        new Change(
            seq,
            op,
            entry.kind(),
            entry.fileId(),
            entry.parentId(),
            entry.name(),
            draft.path(entry),
            entry.version(),
            entry.size(),
            draft.now(),
            origin.user(),
            device,
            entry.conflictOf(),
            movedTo,
            movedFrom);
    draft.addJournal(
        entry.ns(),
        seq,
        entry.fileId(),
        new String(ChangeCodec.encode(change), StandardCharsets.UTF_8));
    return seq;
  }
}
