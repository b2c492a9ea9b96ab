package io.tidemark.gateway;

import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.ServerFrame;
import io.tidemark.websocket.FrameSocket;

/** A device on a WebSocket of our own. */
final class FrameSocketTransport implements DeviceTransport {
  private final FrameSocket socket;
  private final PushFrames frames;
  private final long session;
  private boolean cursors;

  FrameSocketTransport(FrameSocket socket, PushFrames frames, long session) {
    this.socket = socket;
    this.frames = frames;
    this.session = session;
  }

  @Override
  public boolean writable() {
    return socket.isWritable();
  }

  @Override
  public void push(EncodedDelta delta) {
    socket.write(frames.of(delta, delta.slots().slotOf(session), socket.allocator()));
  }

  @Override
  public void send(ServerFrame frame) {
    socket.writeText(FrameCodec.encode(frame));
  }

  @Override
  public DevicePresence presence(DevicePresence.Kind kind, String session) {
    return new DevicePresence(kind, "websocket", session);
  }

  @Override
  public void heartbeat() {
    socket.writePing();
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
    return socket.queuedBytes();
  }

  @Override
  public void close(CloseCode code, String message) {
    if (code != CloseCode.DRAINING) {
      send(new ServerFrame.Failure(code.code(), message));
    }
    socket.close(code.status(), CloseReason.of(code, message));
  }

  @Override
  public void abort() {
    socket.abort();
  }
}
