package io.tidemark.loadgen.device;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders of a namespace, as changes made them: the newest change of each, by id. A
 * folder's rename, move or delete is one change for its whole subtree, so paths are worked out from
 * the chain of parents, and what lies under a deleted folder is kept but not shown: if the folder
 * is restored, it is all there again.
 */
public final class Tree {
  private static final int DEEPEST = 256;

  private final Map<UUID, Change> newest = new HashMap<>();

  /** Whether the change brings a folder with a subtree that this tree does not have. */
  boolean apply(Change change) {
    Change before = newest.put(change.fileId(), change);
    boolean folder = change.kind() == EntryKind.FOLDER;
    boolean arrived = change.movedFrom() != null || change.op() == ChangeOp.RESTORE;
    return folder && arrived && before == null;
  }

  void replace(Collection<Change> files) {
    newest.clear();
    files.forEach(file -> newest.put(file.fileId(), file));
  }

  void merge(Collection<Change> files) {
    for (Change file : files) {
      newest.merge(file.fileId(), file, (a, b) -> a.seq() > b.seq() ? a : b);
    }
  }

  /** The files that are there, by path. */
  public Map<String, Change> files() {
    Map<String, Change> files = new TreeMap<>();
    for (Change change : newest.values()) {
      String path = change.kind() == EntryKind.FILE ? path(change) : null;
      if (path != null) {
        files.put(path, change);
      }
    }
    return files;
  }

  /** Null if it or a folder above it is deleted. */
  private @Nullable String path(Change change) {
    StringBuilder path = new StringBuilder();
    Change at = change;
    for (int depth = 0; depth < DEEPEST; depth++) {
      if (at.op() == ChangeOp.DELETE) {
        return null;
      }
      UUID parentId = at.parentId();
      if (parentId == null) {
        return path.insert(0, "/" + at.name()).toString();
      }
      Change parent = newest.get(parentId);
      if (parent == null) {
        return path.insert(0, at.path()).toString();
      }
      path.insert(0, "/" + at.name());
      at = parent;
    }
    throw new IllegalStateException("folders form a cycle above " + change.path());
  }
}
