/**
 * Files and versions: every change goes through one of a few lanes, in batches.
 *
 * <pre>
 *   HTTP ──► FileEndpoints · VersionEndpoints · BatchEndpoints ──► Mutation
 *              │ FileLocator: which namespace is this file in?
 *              ▼
 *           Commits ── the namespace's lane ──► CommitLane (bounded queue, one batch at a time)
 *                                                  │ own connection, pipelined
 *                                                  ▼
 *                             store.BatchTransaction ◄──► plan.CommitPlanner (pure)
 *   reads ──► FileReads ──► the pool
 * </pre>
 *
 * Lanes only gather; what orders commits is the lock on the namespace's row. So several nodes, and
 * several lanes, may commit to one namespace.
 */
@NullMarked
package io.tidemark.commit;

import org.jspecify.annotations.NullMarked;
