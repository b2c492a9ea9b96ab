package io.tidemark.loadgen.demo;

/** What the replay did so far. Written by the replaying thread alone. */
final class Totals {
  long gitCommits;
  long versions;
  long renames;
  long deletes;
  long folders;
  long bytes;
  long bytesUploaded;
  long blocksUploaded;
  long conflicts;

  /** Calls that made an entry in the journal. */
  long changes() {
    return versions + renames + deletes + folders;
  }
}
