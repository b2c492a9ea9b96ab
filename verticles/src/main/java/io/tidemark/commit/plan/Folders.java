package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the folders that something goes to, and makes those that are missing. */
final class Folders {
  private Folders() {}

  /** Follows names from the root as far as there are folders. */
  static Landing atPath(Draft draft, UUID ns, List<String> names) {
    return below(draft, ns, null, names);
  }

  private static Landing below(Draft draft, UUID ns, @Nullable Entry from, List<String> names) {
    Entry folder = from;
    for (int index = 0; index < names.size(); index++) {
      UUID parentId = folder == null ? null : folder.fileId();
      Entry next = draft.at(Spot.of(ns, parentId, names.get(index)).nameAt());
      if (next == null || !next.isFolder()) {
        return new Landing(ns, folder, names.subList(index, names.size()), next);
      }
      folder = next;
    }
    return Landing.in(ns, folder);
  }

  /** A folder by id: it must be there, in this namespace, and not in the trash. */
  static Landing byId(Draft draft, UUID ns, @Nullable UUID folderId) {
    if (folderId == null) {
      return Landing.in(ns, null);
    }
    Entry folder = draft.entry(folderId);
    if (folder == null || !folder.ns().equals(ns)) {
      throw Access.notFound(folderId);
    }
    return Landing.in(ns, folder);
  }

  /** Refuses a landing by id that is a file or in the trash. Asked after access is granted. */
  static void requireLive(Draft draft, Landing landing) {
    Entry folder = landing.folder();
    if (folder == null) {
      return;
    }
    if (!folder.isFolder()) {
      throw Problem.of(
          ProblemCode.WRONG_KIND, "'" + draft.path(folder) + "' is a file; expected a folder");
    }
    if (draft.isTrashed(folder)) {
      throw Problem.of(ProblemCode.DELETED, "folder '" + draft.path(folder) + "' is in the trash");
    }
  }

  /**
   * Where something from the trash comes back to: its old folders as far as they live, then others
   * of the same names, then new ones.
   */
  static Landing whereItWas(Draft draft, Entry entry) {
    List<Entry> above = draft.above(entry);
    Entry living = null;
    int index = 0;
    while (index < above.size() && !above.get(index).deleted()) {
      living = above.get(index++);
    }
    List<String> names = above.subList(index, above.size()).stream().map(Entry::name).toList();
    return below(draft, entry.ns(), living, names);
  }

  /** The same landing past a file that has a folder's name: the folder gets another one. */
  static Landing besideObstacle(Draft draft, Landing landing, Origin origin) {
    if (landing.obstacle() == null) {
      return landing;
    }
    String name =
        FreeNames.conflicted(
            draft, Landing.in(landing.ns(), landing.folder()), landing.toMake().getFirst(), origin);
    List<String> names = new ArrayList<>(landing.toMake());
    names.set(0, name);
    return new Landing(landing.ns(), landing.folder(), names, null);
  }

  /** Makes what is missing and returns the folder's id; null for the root. */
  static @Nullable UUID make(Draft draft, Landing landing, Origin origin, @Nullable String device) {
    UUID folderId = landing.folderId();
    for (String name : landing.toMake()) {
      Entry folder =
          NewEntries.of(draft, Spot.of(landing.ns(), folderId, name), EntryKind.FOLDER, null);
      draft.put(folder);
      JournalLines.add(draft, folder, ChangeOp.CREATE, origin, device);
      folderId = folder.fileId();
    }
    return folderId;
  }
}
