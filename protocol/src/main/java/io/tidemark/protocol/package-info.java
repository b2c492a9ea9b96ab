/**
 * What goes over the wire, and nothing else: the same classes serve the hub and the reference
 * device.
 *
 * <pre>
 *   ClientFrame ──► FrameCodec ──► text ──► socket ──► text ──► FrameCodec ──► ClientFrame
 *   Change ──► ChangeCodec ──► bytes in the journal ──► DeltaEncoder ──► a delta, spliced, never re-encoded
 *   watermarks ──► Cursor ──► CursorCodec ──► an opaque string on every transport
 *   a refusal ──► ProblemCode (HTTP) or CloseCode (WebSocket)
 * </pre>
 */
@NullMarked
package io.tidemark.protocol;

import org.jspecify.annotations.NullMarked;
