package io.tidemark.config;

import org.jspecify.annotations.Nullable;

/** The data folder cannot be used; the message says why and what to do. */
public final class DataFolderException extends RuntimeException {
  public DataFolderException(String message) {
    super(message);
  }

  public DataFolderException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
