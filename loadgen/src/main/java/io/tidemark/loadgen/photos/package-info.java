/**
 * Grids of photos: commits real files, asks for their thumbnails, and notes when each comes.
 *
 * <pre>
 *   files ──► PhotoFolder (commits) ──► PhotoGrid (one stream | one request each) ──► Arrivals
 * </pre>
 */
@NullMarked
package io.tidemark.loadgen.photos;

import org.jspecify.annotations.NullMarked;
