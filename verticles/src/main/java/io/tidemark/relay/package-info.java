/**
 * Takes what was committed out of PostgreSQL's write-ahead log and puts it on Kafka, in order and
 * without loss.
 *
 * <pre>
 *   slot ──► PgOutputDecoder ──► TransactionAssembler ──► KafkaPublisher ──► Kafka
 *     ▲      (messages)          (CommittedTransaction)      │ acknowledged
 *     └───── flushed position ◄──────────────────────────────┤
 *                                                            └──► TailWriter ──► Redis (heads, tails)
 * </pre>
 *
 * <p>One thread runs all of it up to Kafka. The slot admits one reader: the relays of the other
 * nodes stand by for it. Whatever fails ends the session; the next one begins where the slot is,
 * and repeats a little, which everybody behind Kafka tolerates.
 */
@NullMarked
package io.tidemark.relay;

import org.jspecify.annotations.NullMarked;
