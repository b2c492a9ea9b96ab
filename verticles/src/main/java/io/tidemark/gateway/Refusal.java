package io.tidemark.gateway;

import io.tidemark.http.Problem;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.ProblemCode;
import java.util.concurrent.ThreadLocalRandom;

/** A connection that cannot be, with the close code that says why. */
final class Refusal extends RuntimeException {
  private static final int RETRY_SECONDS_MIN = 2;
  private static final int RETRY_SECONDS_MAX = 10;

  private final CloseCode code;
  private final String text;
  private final int afterMillis;

  Refusal(CloseCode code, String text) {
    this(code, text, 0);
  }

  /**
   * @param afterMillis when the device is advised to come back; 0 for no advice
   */
  Refusal(CloseCode code, String text, int afterMillis) {
    super(text, null, false, false);
    this.code = code;
    this.text = text;
    this.afterMillis = afterMillis;
  }

  CloseCode code() {
    return code;
  }

  String text() {
    return text;
  }

  /** 0 for no advice. */
  int afterMillis() {
    return afterMillis;
  }

  /** What to tell a device whose greeting failed. */
  static Refusal of(Throwable cause) {
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof Problem problem) {
      String text = String.valueOf(problem.getMessage());
      return switch (problem.code()) {
        case UNAUTHORIZED -> new Refusal(CloseCode.UNAUTHORIZED, text);
        case FORBIDDEN -> new Refusal(CloseCode.FORBIDDEN, text);
        default -> new Refusal(CloseCode.OVERLOADED, text);
      };
    }
    return new Refusal(CloseCode.OVERLOADED, "the hub cannot serve this just now; come back later");
  }

  /** The same over HTTP, where there is no close code yet. */
  Problem toProblem() {
    return switch (code) {
      case MALFORMED, NO_HELLO, FRAME_TOO_LARGE -> Problem.of(ProblemCode.MALFORMED, text);
      case UNAUTHORIZED -> Problem.of(ProblemCode.UNAUTHORIZED, text);
      case FORBIDDEN, REPLACED -> Problem.of(ProblemCode.FORBIDDEN, text);
      case TOO_MANY -> Problem.retry(ProblemCode.TOO_MANY_REQUESTS, text, advisedSeconds());
      case OVERLOADED, DRAINING -> Problem.retry(ProblemCode.UNAVAILABLE, text, advisedSeconds());
    };
  }

  private int advisedSeconds() {
    return afterMillis == 0 ? retrySeconds() : seconds(afterMillis);
  }

  /** For clients that count in seconds; never at once. */
  static int seconds(int afterMillis) {
    return Math.max(1, Math.ceilDiv(afterMillis, 1_000));
  }

  /** Not the same for all, so that they do not come back together. */
  static int retrySeconds() {
    return ThreadLocalRandom.current().nextInt(RETRY_SECONDS_MIN, RETRY_SECONDS_MAX + 1);
  }
}
