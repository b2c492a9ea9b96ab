/**
 * Splits content into blocks whose borders follow the content, so that an insertion changes the
 * blocks around it and no others.
 *
 * <pre>
 *   InputStream ──► Chunker ──► FastCdc (where to cut) ──► SHA-256 ──► Block + its bytes ──► BlockSink
 * </pre>
 */
@NullMarked
package io.tidemark.loadgen.chunk;

import org.jspecify.annotations.NullMarked;
