/**
 * What a batch of changes does, decided in memory: no Vert.x, no SQL, no clock.
 *
 * <pre>
 *   List&lt;Mutation&gt; + World (facts read under the namespaces' locks) ──► CommitPlanner
 *       ├─ a fact is missing ──► Demand ──► the store reads it ──► planned again from the start
 *       ├─ one wants to be alone ──► Split
 *       └─ decided ──► Writes (rows) + an Outcome for each mutation
 *   Draft: the world as it is after the mutations planned so far; later ones see earlier ones
 *   rules: CommitRules (versions, conflicts) · TreeRules (create, rename, move) · TrashRules
 * </pre>
 *
 * A rule first checks everything and only then changes the draft, so that a refusal leaves nothing
 * behind.
 */
@NullMarked
package io.tidemark.commit.plan;

import org.jspecify.annotations.NullMarked;
