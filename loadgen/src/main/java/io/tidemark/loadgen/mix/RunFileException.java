package io.tidemark.loadgen.mix;

/** Something in a file that cannot be meant: where it stands, and what was expected there. */
final class RunFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RunFileException(String file, int line, int column, String what) {
    super("%s:%d:%d: %s".formatted(file, line, column, what));
  }
}
