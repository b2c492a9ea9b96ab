package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Many commits in one namespace: each stands by itself, none spoils the others. */
final class BatchRules {
  private BatchRules() {}

  static Outcome.Done commitMany(Draft draft, Mutation.CommitMany many) {
    draft.namespace(many.ns());
    List<String> results = new ArrayList<>(many.items().size());
    List<ProblemCode> refused = new ArrayList<>();
    boolean unknown = false;
    for (Mutation.Item item : many.items()) {
      try {
        results.add(Replies.item(commitOne(draft, many, item)));
      } catch (Problem problem) {
        refused.add(problem.code());
        results.add(Replies.item(problem));
      } catch (Signal.Unknown fact) {
        unknown = true;
      }
    }
    if (unknown) {
      throw new Signal.Unknown();
    }
    return new Outcome.Done(
        200, Replies.many(draft, many.ns(), results), results.size() - refused.size(), refused);
  }

  private static String commitOne(Draft draft, Mutation.CommitMany many, Mutation.Item item) {
    if (item.path() != null) {
      return commitAt(draft, many, item.path(), item.edit());
    }
    Entry file = item.fileId() == null ? null : draft.entry(item.fileId());
    if (file == null || !file.ns().equals(many.ns())) {
      throw Problem.of(
          ProblemCode.NOT_FOUND,
          "file '" + item.fileId() + "' is not there",
          Map.of("fileId", String.valueOf(item.fileId())));
    }
    Access.requireEditor(draft, file, many.origin());
    return CommitRules.commit(draft, many.origin(), file, item.edit());
  }

  private static String commitAt(
      Draft draft, Mutation.CommitMany many, List<String> path, Edit edit) {
    Landing landing = Folders.atPath(draft, many.ns(), path.subList(0, path.size() - 1));
    Access.requireEditorIn(draft, many.ns(), landing.folder(), many.origin());
    String name = path.getLast();
    Entry file = landing.holder(draft, name);
    if (file != null) {
      return CommitRules.commit(draft, many.origin(), file, edit);
    }
    landing.requireFree(draft, name, null);
    return CommitRules.createWith(draft, many.origin(), landing, name, edit);
  }
}
