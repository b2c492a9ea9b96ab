package io.tidemark.loadgen.demo;

/** What the replay did so far. Written by the replaying thread alone. */
final class Totals {
  long gitCommits;
  long versions;
  long renames;
  long deletes;
  long bytes;
  long bytesUploaded;
  long blocksUploaded;
  long conflicts;

  /** Files and folders that were changed; folders that come with their files not counted. */
  long changes() {
    return versions + renames + deletes;
  }
}
