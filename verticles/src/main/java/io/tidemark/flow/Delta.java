package io.tidemark.flow;

import java.util.List;
import java.util.UUID;

/**
 * Namespace {@code ns} went from {@code from} (exclusive) to {@code to} (inclusive), compacted and
 * not yet encoded.
 *
 * @param changes the newest change of each file as JSON, by {@code seq}
 * @param truncated true where further changes are to be read from the journal
 * @param oldestCommitMicros when the change that waited longest was committed, in microseconds
 *     since 1970
 */
public record Delta(
    UUID ns,
    int epoch,
    long from,
    long to,
    List<byte[]> changes,
    boolean truncated,
    long oldestCommitMicros) {}
