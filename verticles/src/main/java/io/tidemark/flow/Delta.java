package io.tidemark.flow;

import java.util.List;
import java.util.UUID;

/**
 * Namespace {@code ns} went from {@code from} (exclusive) to {@code to} (inclusive), compacted and
 * not yet encoded.
 *
 * @param changes the newest change of each file, by {@code seq}
 * @param truncated true where further changes are to be read from the journal
 * @param oldestCommitMicros when the change that waited longest was committed, in microseconds
 *     since 1970
 */
public record Delta(
    UUID ns,
    int epoch,
    long from,
    long to,
    List<JournalEntry> changes,
    boolean truncated,
    long oldestCommitMicros) {

  /**
   * The part above {@code seq}, which lies between {@code from} and {@code to}: for a device that
   * is in the middle of the delta. A file's newest change above {@code from} is also its newest
   * above {@code seq}, if it has one there.
   */
  public Delta after(long seq) {
    return new Delta(
        ns,
        epoch,
        seq,
        to,
        changes.stream().filter(change -> change.seq() > seq).toList(),
        truncated,
        oldestCommitMicros);
  }
}
