/**
 * What has to be done from time to time so that nothing grows without end.
 *
 * <pre>
 *   timer ──► UpkeepVerticle ──► Upkeep ─┬─► partitions of file_versions for the months to come
 *                                        ├─► idempotency rows past their day
 *                                        ├─► trash past its days, with its versions, in small batches
 *                                        └─► the oldest entries of journals, if they are not kept for ever
 * </pre>
 *
 * <p>Every node does it; they do not disturb one another, and what one has done the next need not
 * do.
 */
@NullMarked
package io.tidemark.upkeep;

import org.jspecify.annotations.NullMarked;
