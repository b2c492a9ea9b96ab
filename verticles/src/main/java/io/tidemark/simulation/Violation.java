package io.tidemark.simulation;

/** A promise of the hub was broken. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String what) {
    super(what);
  }
}
