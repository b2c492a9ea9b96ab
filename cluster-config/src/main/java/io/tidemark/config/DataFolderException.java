package io.tidemark.config;

import org.jspecify.annotations.Nullable;

/** The data folder cannot be used; the message says why and what to do. */
public class DataFolderException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DataFolderException(String message) {
    super(message);
  }

  public DataFolderException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Another process has it. */
  public static final class InUse extends DataFolderException {
    private static final long serialVersionUID = 1;

    InUse(String message) {
      super(message);
    }
  }
}
