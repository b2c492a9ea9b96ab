package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: a member's role in the namespace, or what is shared with the user on the entry
 * or on a folder above it, whichever is stronger. Who may see nothing learns nothing, not even that
 * it exists.
 */
final class Access {
  private Access() {}

  /** The entry, if the caller may change it. */
  static Entry editable(Draft draft, Mutation mutation, UUID fileId) {
    Entry entry = draft.entry(fileId);
    if (entry == null) {
      throw notFound(fileId);
    }
    if (!mutation.namespaces().contains(entry.ns())) {
      throw new Signal.Elsewhere(entry.ns());
    }
    requireEditor(draft, entry, mutation.origin());
    return entry;
  }

  static void requireEditor(Draft draft, Entry entry, Origin origin) {
    requireEditor(draft, entry.ns(), entry, origin, notFound(entry.fileId()));
  }

  /**
   * @param folder where something is to be put; null for the root
   */
  static void requireEditorIn(Draft draft, UUID ns, @Nullable Entry folder, Origin origin) {
    requireEditor(
        draft,
        ns,
        folder,
        origin,
        Problem.of(ProblemCode.NOT_FOUND, "namespace '" + ns + "' is not there"));
  }

  static Problem notFound(UUID fileId) {
    return Problem.of(ProblemCode.NOT_FOUND, "file '" + fileId + "' is not there");
  }

  private static void requireEditor(
      Draft draft, UUID ns, @Nullable Entry entry, Origin origin, Problem hidden) {
    Role member = draft.membership(ns, origin.userId());
    if (member != null && member.covers(Role.EDITOR)) {
      return;
    }
    Role granted = null;
    if (entry != null) {
      List<Entry> line = new ArrayList<>(draft.above(entry));
      line.add(entry);
      granted = draft.granted(line, origin.userId());
    }
    if (granted != null && granted.covers(Role.EDITOR)) {
      return;
    }
    throw member == null && granted == null
        ? hidden
        : Problem.of(
            ProblemCode.FORBIDDEN,
            "'" + origin.user() + "' may only read here; changing it takes an editor");
  }
}
