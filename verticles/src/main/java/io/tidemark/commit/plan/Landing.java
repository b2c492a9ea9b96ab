package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The folder that something goes to, as far as it exists.
 *
 * @param folder the deepest one that is there; null for the root
 * @param toMake names of the folders to be made below it
 * @param obstacle a file that stands where a folder is needed
 */
record Landing(UUID ns, @Nullable Entry folder, List<String> toMake, @Nullable Entry obstacle) {

  static Landing in(UUID ns, @Nullable Entry folder) {
    return new Landing(ns, folder, List.of(), null);
  }

  @Nullable UUID folderId() {
    return folder == null ? null : folder.fileId();
  }

  boolean exists() {
    return toMake.isEmpty();
  }

  /** Who has the name there; nobody in a folder that is yet to be made. */
  @Nullable Entry holder(Draft draft, String name) {
    return exists() ? draft.at(Spot.of(ns, folderId(), name).nameAt()) : null;
  }

  /** Refuses if a file stands in the way or anything but {@code self} has the name. */
  void requireFree(Draft draft, String name, @Nullable Entry self) {
    Entry taken = obstacle != null ? obstacle : holder(draft, name);
    if (taken != null && (self == null || !taken.fileId().equals(self.fileId()))) {
      throw Problem.of(
          ProblemCode.NAME_TAKEN,
          "'" + draft.path(taken) + "' is there already; names are compared regardless of case",
          Map.of("fileId", taken.fileId().toString()));
    }
  }

  /** How deep and how long a path is. */
  record Reach(int depth, long chars) {}

  /** The reach of the path to {@code name}. */
  Reach reach(Draft draft, String name) {
    int depth = 1 + toMake.size();
    long chars = 1L + name.length();
    for (Entry above : draft.lineage(folderId())) {
      depth++;
      chars += 1 + above.name().length();
    }
    for (String made : toMake) {
      chars += 1 + made.length();
    }
    return new Reach(depth, chars);
  }

  /** Refuses if the path to {@code name}, or to what hangs below it, would be too deep or long. */
  void requireRoom(Draft draft, String name, Extent below) {
    Reach reach = reach(draft, name);
    int depth = reach.depth() + below.depth();
    long chars = reach.chars() + below.pathChars();
    if (depth > Limits.PATH_DEPTH) {
      throw Problem.of(
          ProblemCode.INVALID_NAME,
          "the path would have " + depth + " segments; at most " + Limits.PATH_DEPTH);
    }
    if (chars > Limits.PATH_CHARS) {
      throw Problem.of(
          ProblemCode.INVALID_NAME,
          "the path would have " + chars + " characters; at most " + Limits.PATH_CHARS);
    }
  }
}
