/**
 * Blocks: which are missing, URLs that stand for the right to move one, and the embedded store.
 *
 * <pre>
 *   POST check ──► BlockCheck ──► BlockIndex (table blocks) ──► missing, with SignedUrls
 *   PUT ──► BlockTransfer ──► BlockUpload (event loop) ──► BlockWriter (worker) ──► fsync, rename ──► BlockIndex ──► 201
 *   GET ──► BlockTransfer ──► BlockStore ──► sendFile
 * </pre>
 *
 * The store is the truth; the table is written after a block is safe on disk, never before.
 */
@NullMarked
package io.tidemark.block;

import org.jspecify.annotations.NullMarked;
