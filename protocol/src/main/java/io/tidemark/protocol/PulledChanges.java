package io.tidemark.protocol;

import java.util.List;

/**
 * What {@code GET /v1/changes} answers: all that a device does not have yet, or a part of it.
 *
 * @param cursor where the device is when it has applied this
 * @param hasMore whether to ask again at once
 */
public record PulledChanges(
    List<ServerFrame.Delta> deltas,
    List<ServerFrame.Reset> resets,
    String cursor,
    boolean hasMore) {}
