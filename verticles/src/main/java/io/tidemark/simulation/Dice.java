package io.tidemark.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** All chance of one part of the world; the same seed throws the same. */
final class Dice {
  private static final int PER_CENT = 100;

  private final SplittableRandom random;

  Dice(long seed) {
    this(new SplittableRandom(seed));
  }

  private Dice(SplittableRandom random) {
    this.random = random;
  }

  /** Further dice, so that one part's throws do not shift another's. */
  Dice split() {
    return new Dice(random.split());
  }

  /** From {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  long between(long low, long high) {
    return low + random.nextLong(high - low + 1);
  }

  /** Mostly near {@code low}, now and then up to {@code high}: as latencies are. */
  long skewed(long low, long high) {
    double part = random.nextDouble();
    return low + (long) ((high - low) * part * part * part);
  }

  boolean chance(int percent) {
    return random.nextInt(PER_CENT) < percent;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  long any() {
    return random.nextLong();
  }
}
