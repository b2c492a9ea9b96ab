package io.tidemark.loadgen.fake;

/** How a fake hub breaks its promise, once in a while. */
public enum Fault {
  NONE,
  /** Sends nothing for a delta, and goes on behind it. */
  DROP,
  REPEAT,
  /** Sends a delta after the one that follows it. */
  SWAP,
  /** Leaves a change out of a delta. */
  THIN
}
