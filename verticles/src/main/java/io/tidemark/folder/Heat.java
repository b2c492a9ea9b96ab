package io.tidemark.folder;

/** How many entries a second a folder gets just now: old ones count less and less. */
final class Heat {
  /** After this time an entry counts for little more than a third. */
  private static final double DECAY_MILLIS = 2_000;

  private double perMilli;
  private long atMillis;

  Heat(long nowMillis) {
    this.atMillis = nowMillis;
  }

  void add(int entries, long nowMillis) {
    decay(nowMillis);
    perMilli += entries / DECAY_MILLIS;
  }

  double perSecond(long nowMillis) {
    decay(nowMillis);
    return perMilli * 1_000;
  }

  private void decay(long nowMillis) {
    long passed = nowMillis - atMillis;
    if (passed > 0) {
      // Strict: one seed of the simulation is one world on every machine.
      perMilli *= StrictMath.exp(-passed / DECAY_MILLIS);
      atMillis = nowMillis;
    }
  }
}
