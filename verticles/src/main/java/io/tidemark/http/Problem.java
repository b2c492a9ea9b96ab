package io.tidemark.http;

import io.tidemark.protocol.ProblemCode;
import java.util.Map;

/**
 * A refusal on its way to the client: becomes an RFC 9457 document. Fail a {@code Future} or throw
 * from a handler with it.
 *
 * <p>It carries no stack trace: refusing bad input must be cheap.
 */
public final class Problem extends RuntimeException {
  private final ProblemCode code;
  private final transient Map<String, Object> members;
  private final int retryAfterSeconds;

  private Problem(
      ProblemCode code, String detail, Map<String, Object> members, int retryAfterSeconds) {
    super(detail, null, false, false);
    this.code = code;
    this.members = members;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /**
   * @param detail the offending value, what was expected, what to do
   */
  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code, detail, Map.of(), 0);
  }

  /**
   * @param members further members of the document, such as {@code fileId}; values that Vert.x'
   *     JSON can encode
   */
  public static Problem of(ProblemCode code, String detail, Map<String, Object> members) {
    return new Problem(code, detail, members, 0);
  }

  /** A refusal for load or an outage: the answer says when to come back. */
  public static Problem retry(ProblemCode code, String detail, int retryAfterSeconds) {
    return new Problem(code, detail, Map.of(), retryAfterSeconds);
  }

  public ProblemCode code() {
    return code;
  }

  public Map<String, Object> members() {
    return members;
  }

  /** Seconds for {@code Retry-After}; 0 for none. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
