package io.tidemark.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * All that the gateway knows of what Vert.x does not publish. Tests pin it: with another version of
 * Vert.x it is here that something has to be done.
 */
final class VertxInside {
  static final String FRAMES = "frames";

  private static final String DECODER = "httpDecoder";

  /**
   * What else an HTTP/1.1 connection has. Its handler of upgrades to HTTP/2 ("h2c") is not among
   * them: on a connection's first request it is the one that is just calling us, and removes
   * itself.
   */
  private static final List<String> OF_HTTP =
      List.of(
          "handler",
          "webSocketExtensionHandler",
          "deflater",
          "inflater",
          "chunkedWriter",
          "httpEncoder");

  private VertxInside() {}

  /** Null where it is none of Vert.x' connections on Netty. */
  static @Nullable ChannelHandlerContext context(HttpConnection connection) {
    return connection instanceof HttpServerConnection server
        ? server.channelHandlerContext()
        : null;
  }

  static ChannelHandlerContext context(ServerWebSocket socket) {
    return ((WebSocketInternal) socket).channelHandlerContext();
  }

  /**
   * Takes an HTTP/1.1 connection away from Vert.x, within the handling of a request that has no
   * body: from now on {@code handler} gets its bytes and is told when it ends. Nothing of the
   * request or its answer may be used afterwards.
   */
  static void take(ChannelHandlerContext connection, ChannelHandler handler) {
    ChannelPipeline pipeline = connection.pipeline();
    pipeline.addAfter(DECODER, FRAMES, handler);
    for (String name : OF_HTTP) {
      if (pipeline.get(name) != null) {
        pipeline.remove(name);
      }
    }
    // The last: what it has read beyond the request now reaches the new handler.
    pipeline.remove(DECODER);
    // Vert.x may have stopped reading; it would have gone on when it had handled what it had.
    connection.channel().config().setAutoRead(true);
  }

  /** Runs tasks when the event loop has done all that was there to do. */
  static Executor atTurnEnd(Context context) {
    EventLoop loop = ((ContextInternal) context).nettyEventLoop();
    return loop instanceof SingleThreadEventLoop turns
        ? turns::executeAfterEventLoopIteration
        : loop;
  }

  /** Runs tasks at once, on the context's event loop, as if it had called them. */
  static Executor within(Context context) {
    return ((ContextInternal) context)::dispatch;
  }

  /** Whether that tells a channel that its server goes down. */
  static boolean isShutdown(Object event) {
    return event instanceof ShutdownEvent;
  }

  /** A buffer of bytes that others use too and nobody changes. */
  static Buffer shared(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }
}
