/**
 * The records in which feature packages meet; a new noun at each hop tells where the data is.
 *
 * <pre>
 *   Caller + request ──► JournalEntry (PostgreSQL) ──► FolderChange (Kafka) ──► Delta ──► ServerFrame
 * </pre>
 */
@NullMarked
package io.tidemark.flow;

import org.jspecify.annotations.NullMarked;
