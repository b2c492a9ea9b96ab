/**
 * Brings devices that were away up to date, and remembers how far each is.
 *
 * <pre>
 *   gateway ──► CatchUp ──► Redis' tail, else PostgreSQL
 *   gateway ──► RedisWatermarks ──► Redis, in batches
 *   HTTP ──► JournalEndpoints ──► JournalPages ──► this node's memory, else PostgreSQL, once for many
 *   HTTP ──► SnapshotEndpoints, ChangesEndpoints (the same for who pulls)
 * </pre>
 */
@NullMarked
package io.tidemark.catchup;

import org.jspecify.annotations.NullMarked;
