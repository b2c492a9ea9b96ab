package io.tidemark.protocol;

/** A name or path is refused; the message says which rule it breaks. Names are never repaired. */
public final class InvalidNameException extends RuntimeException {

  public InvalidNameException(String detail) {
    super(detail, null, false, false);
  }

  /** Never null here, unlike in {@link Throwable}. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
