package io.tidemark.verify;

/** Something could not be read, so nothing can be said of it. */
public final class VerificationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  VerificationException(String message, Throwable cause) {
    super(message, cause);
  }
}
