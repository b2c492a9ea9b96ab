package io.tidemark.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.tidemark.flow.DeltaFormat;
import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A device on server-sent events.
 *
 * <p>Deltas are shared and carry no id. The id stands on {@code live}, which comes again after
 * deltas, so that a {@code Last-Event-ID} is never ahead of what was sent.
 */
final class EventStreamTransport implements DeviceTransport {
  private static final Buffer COMMENT = Buffer.buffer(":\n\n");

  private final HttpServerResponse response;
  private final HttpConnection connection;
  private final long session;

  /** Null where the connection has no other stream: then the socket's queue is this one's. */
  private final @Nullable StreamQueue queue;

  private Runnable drained = () -> {};

  EventStreamTransport(HttpServerRequest request, long session, int queueBytes) {
    this.response = request.response();
    this.connection = request.connection();
    this.session = session;
    this.queue = request.version() == HttpVersion.HTTP_2 ? new StreamQueue(queueBytes) : null;
  }

  /** What to do when it takes more again. */
  void whenDrained(Runnable drained) {
    this.drained = drained;
    response.drainHandler(_ -> drained.run());
  }

  @Override
  public boolean writable() {
    return open() && !response.writeQueueFull() && (queue == null || !queue.isFull());
  }

  @Override
  public void push(EncodedDelta delta) {
    byte[] event = delta.bytes(DeltaFormat.EVENT, delta.slots().slotOf(session));
    write(VertxInside.shared(event));
  }

  @Override
  public void send(ServerFrame frame) {
    if (open()) {
      write(Buffer.buffer(event(frame)));
    }
  }

  @Override
  public DevicePresence presence(DevicePresence.Kind kind, String session) {
    return new DevicePresence(kind, "sse", session);
  }

  @Override
  public void heartbeat() {
    if (open()) {
      write(COMMENT);
    }
  }

  @Override
  public boolean answersHeartbeats() {
    return false;
  }

  @Override
  public boolean needsCursors() {
    return true;
  }

  @Override
  public long queuedBytes() {
    if (queue != null) {
      return queue.bytes();
    }
    ChannelHandlerContext context = VertxInside.context(connection);
    return context == null ? 0 : SocketQueue.bytes(context.channel());
  }

  @Override
  public void close(CloseCode code, String message) {
    if (!open()) {
      return;
    }
    if (code != CloseCode.DRAINING) {
      send(new ServerFrame.Failure(code.code(), message));
    }
    response.end();
  }

  @Override
  public void abort() {
    response.reset();
  }

  private void write(Buffer event) {
    StreamQueue counts = queue;
    if (counts == null) {
      response.write(event);
      return;
    }
    int length = event.length();
    counts.wrote(length);
    // Also of what will never be sent, as the stream is gone.
    response
        .write(event)
        .onComplete(_ -> {
          if (counts.took(length)) {
            drained.run();
          }
        });
  }

  private boolean open() {
    return !response.ended() && !response.closed();
  }

  /** JSON has no line breaks of its own, so one data line holds it. */
  private static String event(ServerFrame frame) {
    String json = FrameCodec.encode(frame);
    String name =
        switch (frame) {
          case ServerFrame.Welcome _ -> "welcome";
          case ServerFrame.Delta _ -> "delta";
          case ServerFrame.Live _ -> "live";
          case ServerFrame.Reset _ -> "reset";
          case ServerFrame.Joined _ -> "joined";
          case ServerFrame.Left _ -> "left";
          case ServerFrame.Reconnect _ -> "reconnect";
          case ServerFrame.Failure _ -> "error";
          case ServerFrame.Pong _ -> "pong";
        };
    String id = frame instanceof ServerFrame.Live(String cursor) ? "id: " + cursor + "\n" : "";
    return id + "event: " + name + "\ndata: " + json + "\n\n";
  }
}
