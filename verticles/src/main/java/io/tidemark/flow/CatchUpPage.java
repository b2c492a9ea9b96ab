package io.tidemark.flow;

import java.util.List;

/**
 * A part of a namespace's journal.
 *
 * @param head the newest {@code seq}, at least that of the last entry
 * @param entries by {@code seq}, without a hole; empty where there is nothing after the asked
 *     place, or where the journal no longer reaches back to it
 */
public record CatchUpPage(int epoch, long head, List<JournalEntry> entries) {}
