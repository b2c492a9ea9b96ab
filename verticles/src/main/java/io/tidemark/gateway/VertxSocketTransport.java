package io.tidemark.gateway;

import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;

/** A device on a WebSocket of Vert.x'. */
final class VertxSocketTransport implements DeviceTransport {
  private final ServerWebSocket socket;
  private final long session;
  private boolean cursors;

  VertxSocketTransport(ServerWebSocket socket, long session) {
    this.socket = socket;
    this.session = session;
  }

  @Override
  public boolean writable() {
    return !socket.isClosed() && !socket.writeQueueFull();
  }

  @Override
  public void push(EncodedDelta delta) {
    socket.writeTextMessage(delta.text(delta.slots().slotOf(session)));
  }

  @Override
  public void send(ServerFrame frame) {
    socket.writeTextMessage(FrameCodec.encode(frame));
  }

  @Override
  public DevicePresence presence(DevicePresence.Kind kind, String session) {
    return new DevicePresence(kind, "websocket", session);
  }

  @Override
  public void heartbeat() {
    socket.writePing(Buffer.buffer());
  }

  @Override
  public boolean answersHeartbeats() {
    return true;
  }

  @Override
  public void giveCursors() {
    cursors = true;
  }

  @Override
  public boolean needsCursors() {
    return cursors;
  }

  @Override
  public long queuedBytes() {
    return SocketQueue.bytes(VertxInside.context(socket).channel());
  }

  @Override
  public void close(CloseCode code, String message) {
    if (socket.isClosed()) {
      return;
    }
    if (code != CloseCode.DRAINING) {
      send(new ServerFrame.Failure(code.code(), message));
    }
    socket.close((short) code.status(), CloseReason.of(code, message));
  }

  @Override
  public void abort() {
    // A WebSocket can only be closed politely; this device no longer answers.
    var _ = VertxInside.context(socket).close();
  }
}
