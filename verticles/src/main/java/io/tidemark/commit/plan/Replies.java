package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import java.util.List;
import java.util.UUID;

/** The answers' JSON, as text: a retry must get the same bytes. */
final class Replies {
  private Replies() {}

  /** A file or folder as it is after the change. */
  static String entry(Draft draft, Entry entry, long seq) {
    JsonText json =
        new JsonText()
            .field("fileId", entry.fileId())
            .field("ns", entry.ns())
            .field("kind", entry.kind().wireName())
            .field("parentId", entry.parentId())
            .field("name", entry.name())
            .field("path", draft.path(entry))
            .field("version", entry.version())
            .field("size", entry.size())
            .field("deleted", entry.deleted())
            .field("seq", seq)
            .field("timestamp", draft.now());
    if (entry.conflictOf() != null) {
      json.field("conflictOf", entry.conflictOf());
    }
    return json.end();
  }

  static String committed(Draft draft, Entry file, long seq, boolean restored) {
    JsonText json = commit(draft, file, seq);
    if (restored) {
      json.field("restored", true).field("path", draft.path(file));
    }
    return json.end();
  }

  /** The file keeps its newest version; the edit stands beside it. */
  static String conflicted(Draft draft, Entry original, Entry copy, long seq) {
    return commit(draft, original, seq)
        .raw(
            "conflict",
            new JsonText()
                .field("fileId", copy.fileId())
                .field("version", copy.version())
                .field("path", draft.path(copy))
                .field("ofVersion", original.version())
                .end())
        .end();
  }

  private static JsonText commit(Draft draft, Entry file, long seq) {
    return new JsonText()
        .field("fileId", file.fileId())
        .field("version", file.version())
        .field("ns", file.ns())
        .field("seq", seq)
        .field("committedAt", draft.now());
  }

  /** One of many that went well: its own answer with a status before it. */
  static String item(String committed) {
    return "{\"status\":201," + committed.substring(1);
  }

  /** One of many that was refused. */
  static String item(Problem problem) {
    JsonText json =
        new JsonText()
            .field("status", problem.code().status())
            .field("code", problem.code().code())
            .field("title", problem.code().title())
            .field("detail", String.valueOf(problem.getMessage()));
    problem.members().forEach(json::field);
    return json.end();
  }

  static String many(Draft draft, UUID ns, List<String> results) {
    return new JsonText()
        .field("ns", ns)
        .field("head", draft.head(ns))
        .raw("results", "[" + String.join(",", results) + "]")
        .end();
  }
}
