package io.tidemark.gateway;

import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;

/** A device on a WebSocket. */
final class WebSocketTransport implements DeviceTransport {
  private static final int REASON_BYTES_MAX = 123;

  private final ServerWebSocket socket;
  private final long session;
  private boolean cursors;

  WebSocketTransport(ServerWebSocket socket, long session) {
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

  /** The device keeps cursors: from now on it gets one now and then. */
  void giveCursors() {
    cursors = true;
  }

  @Override
  public boolean needsCursors() {
    return cursors;
  }

  @Override
  public long queuedBytes() {
    return SocketQueue.bytes(((WebSocketInternal) socket).channelHandlerContext().channel());
  }

  @Override
  public void close(CloseCode code, String message) {
    if (socket.isClosed()) {
      return;
    }
    if (code != CloseCode.DRAINING) {
      send(new ServerFrame.Failure(code.code(), message));
    }
    socket.close((short) code.status(), reason(code, message));
  }

  @Override
  public void abort() {
    // A WebSocket can only be closed politely; this device no longer answers.
    var _ = ((WebSocketInternal) socket).channelHandlerContext().close();
  }

  /** A close frame has little room, and its bytes are counted. */
  private static String reason(CloseCode code, String message) {
    boolean ascii = message.chars().allMatch(unit -> unit < 0x80);
    return ascii && message.length() <= REASON_BYTES_MAX ? message : code.code();
  }
}
