/**
 * From the tail of the journal to the event loops: one window per hot folder, one encoding per
 * push.
 *
 * <pre>
 *   tail ──► FolderVerticle ──► FolderWindows ──► Delta ──► EncodedDelta ──► each event loop with interest
 *                │                                                             │
 *                └── FolderInterest, JournalMemory ◄── which folders it has ─────┘
 * </pre>
 */
@NullMarked
package io.tidemark.folder;

import org.jspecify.annotations.NullMarked;
