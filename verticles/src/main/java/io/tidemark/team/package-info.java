/**
 * People: who is a member of which namespace, team folders, and shares of single files.
 *
 * <pre>
 *   team-folders ──► TeamEndpoints ──► TeamFolders, Members ──┐
 *   shares ────────► ShareEndpoints ──► Shares ───────────────┼──► PostgreSQL ──► WAL ──► relay ──► joined, left
 *   namespaces ────► NamespaceEndpoints ──► journal.Namespaces ┘
 * </pre>
 *
 * Roles change under the lock of their namespace, which commits take too: after the answer nobody
 * commits with a role that is gone.
 */
@NullMarked
package io.tidemark.team;

import org.jspecify.annotations.NullMarked;
