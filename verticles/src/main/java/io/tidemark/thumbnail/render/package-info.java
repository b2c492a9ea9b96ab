/**
 * Rendering: bytes of an image in, bytes of a thumbnail out. Runs in a process of its own.
 *
 * <pre>
 *   bytes ──► ImageHeader (kind, size, turn; refuses) ──► Decoder (NativeDecoder | PureDecoder) ──► Turn ──► sRGB ──► ThumbnailEncoder ──► bytes
 * </pre>
 *
 * Nothing here knows Vert.x, the hub or a file: {@link io.tidemark.thumbnail.render.RenderWorker}
 * reads its work from standard input.
 */
@NullMarked
package io.tidemark.thumbnail.render;

import org.jspecify.annotations.NullMarked;
