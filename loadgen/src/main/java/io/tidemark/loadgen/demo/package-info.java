/**
 * The hub's main job on real input: a git repository's history is committed to a team folder while
 * many devices follow, and in the end each of them must hold what git holds.
 *
 * <pre>
 *   git ──► GitHistory ──► Step (puts, renames, deletes) ──► Replayer ──► hub ──► Fleet of devices
 *                                     FolderModel ◄───────────┘                      │
 *   git's tree at HEAD ──► ExpectedTree ◄── TreeCheck ◄── tree and ledger of each ◄──┘
 * </pre>
 */
@NullMarked
package io.tidemark.loadgen.demo;

import org.jspecify.annotations.NullMarked;
