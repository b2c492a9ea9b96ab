/**
 * A batch of mutations as one transaction of two flights, as a rule.
 *
 * <pre>
 *   flight 1:  BEGIN · lock the namespaces · read what the mutations will ask ──► World
 *   (again, while the planner asks for more)
 *   flight 2:  write every table in one statement · COMMIT
 * </pre>
 *
 * The statements of a flight are sent without waiting for one another. If one fails, those behind
 * it fail too, and PostgreSQL answers COMMIT with a rollback: a batch is done only if every single
 * statement was.
 */
@NullMarked
package io.tidemark.commit.store;

import org.jspecify.annotations.NullMarked;
