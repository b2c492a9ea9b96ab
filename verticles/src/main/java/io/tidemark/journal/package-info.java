/**
 * PostgreSQL as the features share it: the pool, the journal, who may do what in which namespace;
 * and what a node remembers of the journals, with how far behind that may be.
 *
 * <pre>
 *   feature ──► JournalReader, Namespaces ──► Database (one pool per node) ──► PostgreSQL
 *   tail ─────► JournalMemory (heads, newest entries), StreamHealth ◄── feature
 * </pre>
 */
@NullMarked
package io.tidemark.journal;

import org.jspecify.annotations.NullMarked;
