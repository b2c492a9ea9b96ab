package io.tidemark.upkeep;

/**
 * What one round removed.
 *
 * @param complete false if the round came to its limit before there was nothing left to do
 */
public record Purged(
    long idempotencyRows, long files, long versions, long entries, boolean complete) {
  static final Purged NOTHING = new Purged(0, 0, 0, 0, true);

  Purged plus(Purged other) {
    return new Purged(
        idempotencyRows + other.idempotencyRows,
        files + other.files,
        versions + other.versions,
        entries + other.entries,
        complete && other.complete);
  }
}
