/**
 * WebSockets without a framework: RFC 6455 as far as a hub needs it, on a bare channel.
 *
 * <pre>
 *   bytes ──► FrameSocket ──► FrameParser ──► FrameSink ──► SocketEvents ──► the gateway
 *   channel ◄── FrameSocket ◄── ready frames, flushed once a turn by SocketTurn
 * </pre>
 *
 * The parser and the handshake are plain classes; only {@code FrameSocket} and {@code SocketTurn}
 * know Netty, and nothing here knows Vert.x.
 */
@NullMarked
package io.tidemark.websocket;

import org.jspecify.annotations.NullMarked;
