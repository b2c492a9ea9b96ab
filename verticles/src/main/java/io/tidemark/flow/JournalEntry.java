package io.tidemark.flow;

import java.util.UUID;

/**
 * One entry of a namespace's journal as it is stored, relayed and spliced into deltas.
 *
 * @param seq its number, from 1, with no hole
 * @param fileId what it is about: of several entries of one file only the newest need be sent
 * @param change the {@link io.tidemark.protocol.Change} as UTF-8 JSON, ready for the wire; never
 *     modified
 * @param committedAtMicros microseconds since 1970, of the hub that committed it
 */
public record JournalEntry(long seq, UUID fileId, byte[] change, long committedAtMicros) {}
