package io.tidemark.protocol;

/** A cursor was not made by this hub, or was changed on its way. */
public final class InvalidCursorException extends RuntimeException {

  public InvalidCursorException(String message) {
    super(message, null, false, false);
  }

  /** Never null here, unlike in {@link Throwable}. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
