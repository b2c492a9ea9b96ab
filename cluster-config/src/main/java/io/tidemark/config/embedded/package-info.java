/**
 * Real servers from Maven Central artifacts, for a machine that has nothing but a JDK.
 *
 * <pre>
 *   DataFolder ──► EmbeddedServers ──┬─► EmbeddedPostgres   a native process
 *                                    ├─► EmbeddedRedis      a native process
 *                                    └─► EmbeddedKafka      a child JVM (KafkaChild), which leaves when its parent dies
 *                     each: stop what an earlier hub left behind ──► start ──► wait until it answers
 * </pre>
 */
@NullMarked
package io.tidemark.config.embedded;

import org.jspecify.annotations.NullMarked;
