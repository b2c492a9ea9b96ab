package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * New versions. No edit is ever lost: one that is made from an older version becomes a conflicted
 * copy, one of a file in the trash brings it back.
 */
final class CommitRules {
  private CommitRules() {}

  static Outcome.Done commit(Draft draft, Mutation.Commit commit) {
    Entry file = Access.editable(draft, commit, commit.fileId());
    return Outcome.Done.upload(commit(draft, commit.origin(), file, commit.edit()));
  }

  /** The answer to an edit by someone who may make it. */
  static String commit(Draft draft, Origin origin, Entry file, Edit edit) {
    requireFile(draft, file);
    if (edit.parentVersion() > file.version()) {
      throw Problem.of(
          ProblemCode.VERSION_UNKNOWN,
          "parentVersion " + edit.parentVersion() + " is ahead of the newest, " + file.version(),
          Map.of("version", file.version()));
    }
    requireBlocks(draft, edit.blocks());
    boolean trashed = draft.isTrashed(file);
    if (edit.parentVersion() < file.version()) {
      return keepBoth(draft, origin, file, edit, trashed);
    }
    return trashed
        ? bringBack(draft, origin, file, edit)
        : replace(draft, origin, file, edit, ChangeOp.COMMIT);
  }

  /** A file that is there from its first version on. */
  static String createWith(Draft draft, Origin origin, Landing landing, String name, Edit edit) {
    requireBlocks(draft, edit.blocks());
    landing.requireRoom(draft, name, new Extent(0, 0, 0));
    UUID folderId = Folders.make(draft, landing, origin, edit.device());
    Entry file = NewEntries.of(draft, Spot.of(landing.ns(), folderId, name), EntryKind.FILE, null);
    return replace(draft, origin, file, edit, ChangeOp.CREATE);
  }

  static Outcome.Done rollback(Draft draft, Mutation.Rollback rollback) {
    Origin origin = rollback.origin();
    Entry file = Access.editable(draft, rollback, rollback.fileId());
    requireFile(draft, file);
    if (draft.isTrashed(file)) {
      throw TrashRules.inTrash(draft, file);
    }
    Content content = draft.content(new VersionAt(file.fileId(), rollback.version()));
    if (content == null) {
      throw Problem.of(
          ProblemCode.VERSION_UNKNOWN,
          "version " + rollback.version() + " does not exist; the newest is " + file.version(),
          Map.of("version", file.version()));
    }
    return Outcome.Done.of(
        201, write(draft, origin, file, content, origin.device(), ChangeOp.COMMIT, null));
  }

  private static String replace(Draft draft, Origin origin, Entry file, Edit edit, ChangeOp op) {
    return write(draft, origin, file, Content.of(edit), edit.device(), op, null);
  }

  private static String write(
      Draft draft,
      Origin origin,
      Entry file,
      Content content,
      @Nullable String device,
      ChangeOp op,
      @Nullable Entry original) {
    Entry written = file.withContent(file.version() + 1, content.size());
    draft.put(written);
    draft.addVersion(written, content, device, origin);
    long seq = JournalLines.add(draft, written, op, origin, device);
    return original == null
        ? Replies.committed(draft, written, seq, op == ChangeOp.RESTORE)
        : Replies.conflicted(draft, original, written, seq);
  }

  private static String keepBoth(
      Draft draft, Origin origin, Entry file, Edit edit, boolean trashed) {
    Landing landing = landing(draft, origin, file, trashed);
    String name = FreeNames.conflicted(draft, landing, file.name(), origin);
    landing.requireRoom(draft, name, new Extent(0, 0, 0));
    UUID folderId = Folders.make(draft, landing, origin, edit.device());
    Entry copy =
        NewEntries.of(draft, Spot.of(file.ns(), folderId, name), EntryKind.FILE, file.fileId());
    return write(draft, origin, copy, Content.of(edit), edit.device(), ChangeOp.CREATE, file);
  }

  private static String bringBack(Draft draft, Origin origin, Entry file, Edit edit) {
    Landing landing = landing(draft, origin, file, true);
    Entry holder = landing.holder(draft, file.name());
    String name =
        holder == null || holder.fileId().equals(file.fileId())
            ? file.name()
            : FreeNames.conflicted(draft, landing, file.name(), origin);
    landing.requireRoom(draft, name, new Extent(0, 0, 0));
    UUID folderId = Folders.make(draft, landing, origin, edit.device());
    Entry back = file.at(Spot.of(file.ns(), folderId, name)).withDeleted(false);
    return replace(draft, origin, back, edit, ChangeOp.RESTORE);
  }

  private static Landing landing(Draft draft, Origin origin, Entry file, boolean trashed) {
    return trashed
        ? Folders.besideObstacle(draft, Folders.whereItWas(draft, file), origin)
        : Folders.byId(draft, file.ns(), file.parentId());
  }

  private static void requireFile(Draft draft, Entry entry) {
    if (entry.isFolder()) {
      throw Problem.of(
          ProblemCode.WRONG_KIND,
          "'" + draft.path(entry) + "' is a folder; only files have versions",
          Map.of("fileId", entry.fileId().toString()));
    }
  }

  /** Every block must be stored, with the size that the client says. */
  private static void requireBlocks(Draft draft, List<Block> blocks) {
    List<Map<String, Object>> missing = new ArrayList<>();
    boolean unknown = false;
    for (Block block : blocks) {
      try {
        Long size = draft.blockSize(block.sha256());
        if (size == null) {
          missing.add(Map.of("sha256", block.sha256()));
        } else if (size != block.size()) {
          missing.add(Map.of("sha256", block.sha256(), "size", size));
        }
      } catch (Signal.Unknown fact) {
        unknown = true;
      }
    }
    if (unknown) {
      throw new Signal.Unknown();
    }
    if (!missing.isEmpty()) {
      throw Problem.of(
          ProblemCode.BLOCKS_MISSING,
          missing.size()
              + " of "
              + blocks.size()
              + " blocks are not stored; one with a size is stored, but with that size",
          Map.of("missing", missing));
    }
  }
}
