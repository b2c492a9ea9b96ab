package io.tidemark.commit.plan;

import java.util.UUID;

/** Ends the planning of one mutation early; never leaves the planner. */
abstract sealed class Signal extends RuntimeException {

  private Signal() {
    super(null, null, false, false);
  }

  /** A fact is missing; the draft's demand says which. */
  static final class Unknown extends Signal {}

  /** What it needs to know is only true if nothing else is in its batch. */
  static final class Alone extends Signal {}

  /** The file is in a namespace that the mutation did not name. */
  static final class Elsewhere extends Signal {
    private final UUID ns;

    Elsewhere(UUID ns) {
      this.ns = ns;
    }

    UUID ns() {
      return ns;
    }
  }
}
