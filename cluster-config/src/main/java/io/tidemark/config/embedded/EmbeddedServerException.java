package io.tidemark.config.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded server did not start; the message says why as far as its own log tells. */
public final class EmbeddedServerException extends RuntimeException {
  public EmbeddedServerException(String message) {
    super(message);
  }

  public EmbeddedServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
