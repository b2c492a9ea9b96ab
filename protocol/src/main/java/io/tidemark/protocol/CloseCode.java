package io.tidemark.protocol;

/**
 * Why the hub closes a WebSocket. 4400-4403, 4408 and 4413 are the client's own doing: coming back
 * unchanged gives the same answer. The others say: come back.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-7.4">RFC 6455, 7.4</a>
 */
public enum CloseCode {
  DRAINING(1001, "draining", true),
  OVERLOADED(1013, "overloaded", true),
  MALFORMED(4400, "malformed", false),
  UNAUTHORIZED(4401, "unauthorized", false),
  FORBIDDEN(4403, "forbidden", false),
  NO_HELLO(4408, "no_hello", false),
  REPLACED(4409, "replaced", false),
  FRAME_TOO_LARGE(4413, "frame_too_large", false),
  TOO_MANY(4429, "too_many", true);

  private final int status;
  private final String code;
  private final boolean comeBack;

  CloseCode(int status, String code, boolean comeBack) {
    this.status = status;
    this.code = code;
    this.comeBack = comeBack;
  }

  /** The number in the close frame. */
  public int status() {
    return status;
  }

  /** The {@code code} of the {@code error} frame that goes before the close. */
  public String code() {
    return code;
  }

  /** Whether a client that changes nothing may come back. */
  public boolean comeBack() {
    return comeBack;
  }
}
