package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.ProblemCode;
import java.util.Map;
import java.util.UUID;

/** Into the trash and out of it. A folder takes what is in it along, as one change. */
final class TrashRules {
  private static final Extent NOTHING = new Extent(0, 0, 0);

  private TrashRules() {}

  static Outcome.Done trash(Draft draft, Mutation.Trash trash) {
    Origin origin = trash.origin();
    Entry entry = Access.editable(draft, trash, trash.fileId());
    if (draft.isTrashed(entry)) {
      throw inTrash(draft, entry);
    }
    if (trash.parentVersion() > entry.version()) {
      throw Problem.of(
          ProblemCode.VERSION_UNKNOWN,
          "parentVersion " + trash.parentVersion() + " is ahead of the newest, " + entry.version(),
          Map.of("version", entry.version()));
    }
    if (trash.parentVersion() >= 0 && trash.parentVersion() < entry.version()) {
      throw Problem.of(
          ProblemCode.EDITED,
          "version "
              + entry.version()
              + " is newer than "
              + trash.parentVersion()
              + ", which the delete was made from; an edit wins over a delete",
          Map.of("version", entry.version()));
    }
    Entry deleted = entry.withDeleted(true);
    draft.put(deleted);
    long seq = JournalLines.add(draft, deleted, ChangeOp.DELETE, origin, origin.device());
    return Outcome.Done.of(200, Replies.entry(draft, deleted, seq));
  }

  static Outcome.Done undelete(Draft draft, Mutation.Undelete undelete) {
    Origin origin = undelete.origin();
    Entry entry = Access.editable(draft, undelete, undelete.fileId());
    if (!draft.isTrashed(entry)) {
      throw Problem.of(ProblemCode.NOT_DELETED, "'" + draft.path(entry) + "' is not in the trash");
    }
    Landing landing = Folders.whereItWas(draft, entry);
    landing.requireFree(draft, entry.name(), entry);
    landing.requireRoom(
        draft, entry.name(), entry.isFolder() ? draft.extent(entry.fileId()) : NOTHING);
    UUID folderId = Folders.make(draft, landing, origin, origin.device());
    Entry back = entry.at(Spot.of(entry.ns(), folderId, entry.name())).withDeleted(false);
    draft.put(back);
    long seq = JournalLines.add(draft, back, ChangeOp.RESTORE, origin, origin.device());
    return Outcome.Done.of(200, Replies.entry(draft, back, seq));
  }

  static Problem inTrash(Draft draft, Entry entry) {
    return Problem.of(
        ProblemCode.DELETED, "'" + draft.path(entry) + "' is in the trash; undelete it first");
  }
}
