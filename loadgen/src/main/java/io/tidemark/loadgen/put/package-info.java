/**
 * Commits real files to a folder.
 *
 * <pre>
 *   FILE|DIR… ──► FileWalk ──► LocalFile ──► chunked, compared with the folder's listing ──► Putter ──► hub
 * </pre>
 */
@NullMarked
package io.tidemark.loadgen.put;

import org.jspecify.annotations.NullMarked;
