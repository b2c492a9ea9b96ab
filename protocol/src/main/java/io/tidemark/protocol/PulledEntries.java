package io.tidemark.protocol;

import java.util.List;

/**
 * What {@code GET /v1/namespaces/{ns}/journal} answers.
 *
 * @param entries by {@code seq}
 * @param hasMore whether there are entries after these
 */
public record PulledEntries(int epoch, long head, List<Change> entries, boolean hasMore) {}
