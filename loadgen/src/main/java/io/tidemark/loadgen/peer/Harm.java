package io.tidemark.loadgen.peer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What is done to one delta in so many, over all connections.
 *
 * @param every 10,000 for one of 10,000
 * @param deltas that have passed
 * @param done how often it was done
 */
record Harm(Kind kind, int every, AtomicLong deltas, AtomicLong done) {
  /** How a delta is spoiled. */
  enum Kind {
    /** It never arrives. */
    DROP,
    /** It arrives twice. */
    REPEAT,
    /** It arrives after the one behind it. */
    SWAP
  }

  Harm(Kind kind, int every) {
    this(kind, every, new AtomicLong(), new AtomicLong());
  }

  /** Whether the delta that passes now is the one. */
  boolean strikes() {
    boolean now = deltas.incrementAndGet() % every == 0;
    if (now) {
      done.incrementAndGet();
    }
    return now;
  }
}
