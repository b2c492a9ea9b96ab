package io.tidemark.journal;

/** Memories for tests. */
public final class Memories {
  private Memories() {}

  /** One that begins now and is large enough for any one test. */
  public static JournalMemory small() {
    return new JournalMemory(new JournalMemory.Bounds(10_000, 256, 16 << 20), System.nanoTime());
  }
}
