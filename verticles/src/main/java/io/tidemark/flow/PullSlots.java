package io.tidemark.flow;

/**
 * How the devices of a large folder are spread over time, so that they do not all fetch at once
 * what a delta tells of: each belongs to one of some slots, and each slot is told to wait a little
 * longer than the one before.
 *
 * @param slots how many; 1 where there is nothing to spread
 * @param spreadMillis how long after the first slot a last one beyond the end would fetch
 */
public record PullSlots(int slots, int spreadMillis) {
  private static final int SLOTS_MAX = 1024;
  private static final int GOLDEN_RATIO = 0x9E37_79B9;

  /** All devices at once, and at once. */
  public static final PullSlots NONE = new PullSlots(1, 0);

  public PullSlots {
    if (slots < 1 || slots > SLOTS_MAX) {
      throw new IllegalArgumentException(
          "slots is " + slots + "; expected 1 to " + SLOTS_MAX + " of them");
    }
    if (spreadMillis < 0) {
      throw new IllegalArgumentException(
          "spreadMillis is " + spreadMillis + "; expected 0 or more");
    }
  }

  /**
   * The slot of a session, always the same one. Sessions that are numbered one after the other are
   * spread evenly over any number of slots.
   */
  public int slotOf(long session) {
    long fraction = Integer.toUnsignedLong((int) session * GOLDEN_RATIO);
    return (int) ((fraction * slots) >>> Integer.SIZE);
  }

  /** How long the devices of a slot are to wait. */
  public int waitMillis(int slot) {
    return (int) ((long) slot * spreadMillis / slots);
  }
}
