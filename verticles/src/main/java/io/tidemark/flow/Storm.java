package io.tidemark.flow;

import java.time.Instant;
import java.util.UUID;

/**
 * A time in which a folder was so hot that most of its pushes were saved.
 *
 * @param fromSeq it is about the entries after this one
 * @param toSeq the last entry of it
 * @param peakPerSecond the most pushes a second that there would have been without windows
 * @param suppressed pushes that windows have saved
 * @param open whether it is still under way
 */
public record Storm(
    UUID id,
    UUID ns,
    int epoch,
    long fromSeq,
    long toSeq,
    Instant startedAt,
    Instant lastAt,
    long peakPerSecond,
    long suppressed,
    boolean open) {

  /** Whether both are about some of the same entries, so that they are one as two nodes saw it. */
  public boolean overlaps(Storm other) {
    return ns.equals(other.ns)
        && epoch == other.epoch
        && fromSeq <= other.toSeq
        && other.fromSeq <= toSeq;
  }

  /** What both nodes saw: each has pushed to devices of its own. */
  public Storm with(Storm other) {
    return new Storm(
        id,
        ns,
        epoch,
        Math.min(fromSeq, other.fromSeq),
        Math.max(toSeq, other.toSeq),
        startedAt.isBefore(other.startedAt) ? startedAt : other.startedAt,
        lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt,
        peakPerSecond + other.peakPerSecond,
        suppressed + other.suppressed,
        open || other.open);
  }
}
