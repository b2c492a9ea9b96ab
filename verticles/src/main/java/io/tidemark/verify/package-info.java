/**
 * Compares the copies of what was committed with one another, and changes none of them.
 *
 * <pre>
 *   Verification ─┬─► JournalCheck   every journal: no hole, one epoch, up to its head
 *                 ├─► FilesCheck     files and versions ↔ what the journal says of them
 *                 ├─► BlocksCheck    manifests ↔ the index of blocks ↔ the disk
 *                 ├─► KafkaCheck     every record ↔ the journal, and no entry missing
 *                 └─► RedisCheck     heads, tails and watermarks ↔ the journal
 *                        │
 *                        ▼
 *                     Findings ──► VerificationReport
 * </pre>
 *
 * <p>PostgreSQL is read as of one moment, so its tables can be compared exactly beside a running
 * hub. Kafka and Redis follow it: what they lack counts only if it is still lacking a while later.
 */
@NullMarked
package io.tidemark.verify;

import org.jspecify.annotations.NullMarked;
