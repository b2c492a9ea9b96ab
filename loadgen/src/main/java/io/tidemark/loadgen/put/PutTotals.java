package io.tidemark.loadgen.put;

/** What a put did so far. */
final class PutTotals {
  int created;
  int changed;
  int unchanged;
  int refused;
  int conflicts;
  long bytes;
  long blocks;
  long uploadedBlocks;
  long uploadedBytes;
}
