/**
 * The nodes as one: who they are, where users belong, what they hint to one another.
 *
 * <pre>
 *   Hazelcast ── members, owners of partitions ──► HomeTable ──► flow.Homes ──► gateways
 *                                                     ▲
 *   other nodes ── event bus, sealed ──► Letters ──► Roster (nodes that know the secret)
 *                                           └──► flow.NodeHints ──► "look at PostgreSQL now"
 * </pre>
 *
 * Nothing that must be right rests on it: without Hazelcast, or with halves that do not see one
 * another, a node serves every device from PostgreSQL, Kafka and Redis as before.
 */
@NullMarked
package io.tidemark.cluster;

import org.jspecify.annotations.NullMarked;
