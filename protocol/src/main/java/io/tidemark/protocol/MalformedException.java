package io.tidemark.protocol;

/**
 * Something that came over the wire cannot be read. The message names the offending value and what
 * was expected.
 *
 * <p>It carries no stack trace: refusing bad input must be cheap.
 */
public final class MalformedException extends RuntimeException {
  private final CloseCode closeCode;

  public MalformedException(String message) {
    this(CloseCode.MALFORMED, message);
  }

  public MalformedException(CloseCode closeCode, String message) {
    super(message, null, false, false);
    this.closeCode = closeCode;
  }

  /** With what to close a WebSocket on which this came. */
  public CloseCode closeCode() {
    return closeCode;
  }

  /** Never null here, unlike in {@link Throwable}. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
