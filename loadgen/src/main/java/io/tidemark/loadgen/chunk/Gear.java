package io.tidemark.loadgen.chunk;

/**
 * The 256 random numbers of the Gear hash, the rolling hash of FastCDC (Xia et al., "FastCDC: A
 * Fast and Efficient Content-Defined Chunking Approach for Data Deduplication", USENIX ATC 2016,
 * section 3.2).
 *
 * <p>Every client must cut alike, or blocks are not shared between them. So the table is not
 * random: it is the first 256 outputs of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) from {@link
 * #SEED}, and changing the seed is changing the format.
 */
final class Gear {
  /** "tidemark" in ASCII, big-endian. */
  static final long SEED = 0x746964656d61726bL;

  private static final long[] TABLE = table(SEED);

  private Gear() {}

  /** The table itself, for the inner loop: do not write to it. */
  static long[] shared() {
    return TABLE;
  }

  static long[] table(long seed) {
    long[] table = new long[256];
    long state = seed;
    for (int i = 0; i < table.length; i++) {
      state += 0x9e3779b97f4a7c15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      table[i] = z ^ (z >>> 31);
    }
    return table;
  }
}
