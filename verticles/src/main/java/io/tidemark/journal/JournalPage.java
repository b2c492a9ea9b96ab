package io.tidemark.journal;

import io.tidemark.flow.JournalEntry;
import java.util.List;

/**
 * A stretch of one namespace's journal.
 *
 * @param head the newest {@code seq} at the moment of reading
 * @param keptAfter entries up to this one are gone
 * @param entries by {@code seq}
 * @param hasMore whether there are entries after these
 */
public record JournalPage(
    int epoch, long head, long keptAfter, List<JournalEntry> entries, boolean hasMore) {}
