/**
 * PostgreSQL as the features share it: the pool, the journal, who may do what in which namespace.
 *
 * <pre>
 *   feature ──► JournalReader, Namespaces ──► Database (one pool per node) ──► PostgreSQL
 * </pre>
 */
@NullMarked
package io.tidemark.journal;

import org.jspecify.annotations.NullMarked;
