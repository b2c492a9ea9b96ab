package io.tidemark.journal;

import io.tidemark.flow.JournalEntry;
import java.util.List;

/**
 * A stretch of one namespace's journal.
 *
 * @param head the newest {@code seq} at the moment of reading
 * @param entries by {@code seq}
 * @param hasMore whether there are entries after these
 */
public record JournalPage(int epoch, long head, List<JournalEntry> entries, boolean hasMore) {}
