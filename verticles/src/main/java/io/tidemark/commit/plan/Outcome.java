package io.tidemark.commit.plan;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import java.util.List;
import java.util.UUID;

/** What became of one mutation. */
public sealed interface Outcome {

  /**
   * It is done, or a retry of something done before.
   *
   * @param body the JSON text that the first request and every retry of it get
   * @param uploads versions that were committed by it now; 0 for a retry
   * @param refused for each version that was refused within it, why
   */
  record Done(int status, String body, int uploads, List<ProblemCode> refused) implements Outcome {

    static Done of(int status, String body) {
      return new Done(status, body, 0, List.of());
    }

    static Done upload(String body) {
      return new Done(201, body, 1, List.of());
    }
  }

  /** It was refused and changed nothing. */
  record Refused(Problem problem) implements Outcome {}

  /** The file has moved to another namespace: to be planned again there. */
  record Elsewhere(UUID ns) implements Outcome {}
}
