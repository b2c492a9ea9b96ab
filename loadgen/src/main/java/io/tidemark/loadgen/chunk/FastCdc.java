package io.tidemark.loadgen.chunk;

/**
 * Says where to cut: FastCDC with normalised chunking (Xia et al., USENIX ATC 2016, sections
 * 3.3-3.5).
 *
 * <p>The first {@code min} bytes of a block are skipped unread; up to {@code average} a cut needs
 * two more zero bits than the average asks for, behind it two fewer, which draws the sizes together
 * around the average; at {@code max} the cut is forced. The masks take the hash's highest bits: bit
 * 63 of {@code (hash << 1) + gear[b]} depends on the last 64 bytes, so that the window is wide
 * without the paper's padded masks.
 */
public final class FastCdc {
  /** 512 KiB, 4 MiB, 8 MiB: what all of the hub's clients use. */
  public static final FastCdc STANDARD = new FastCdc(512 << 10, 4 << 20, 8 << 20);

  private static final int NORMALISATION_BITS = 2;

  private final int min;
  private final int average;
  private final int max;
  private final long strictMask;
  private final long looseMask;

  /**
   * @param average a power of two
   */
  public FastCdc(int min, int average, int max) {
    if (min < 1 || min > average || average > max || Integer.bitCount(average) != 1) {
      throw new IllegalArgumentException(
          "expected 1 <= min <= average <= max and average a power of two: %d, %d, %d"
              .formatted(min, average, max));
    }
    this.min = min;
    this.average = average;
    this.max = max;
    int bits = Integer.numberOfTrailingZeros(average);
    this.strictMask = highBits(bits + NORMALISATION_BITS);
    this.looseMask = highBits(Math.max(1, bits - NORMALISATION_BITS));
  }

  /** The most bytes that one block holds. */
  public int max() {
    return max;
  }

  /**
   * The length of the block that starts at {@code from}.
   *
   * @param length bytes that there are; fewer than {@link #max()} only at the end of the file
   */
  public int cut(byte[] bytes, int from, int length) {
    if (length <= min) {
      return length;
    }
    long[] gear = Gear.shared();
    int end = from + Math.min(length, max);
    int middle = Math.min(from + average, end);
    long hash = 0;
    int i = from + min;
    for (; i < middle; i++) {
      hash = (hash << 1) + gear[bytes[i] & 0xff];
      if ((hash & strictMask) == 0) {
        return i + 1 - from;
      }
    }
    for (; i < end; i++) {
      hash = (hash << 1) + gear[bytes[i] & 0xff];
      if ((hash & looseMask) == 0) {
        return i + 1 - from;
      }
    }
    return end - from;
  }

  private static long highBits(int count) {
    return -1L << (Long.SIZE - count);
  }
}
