package io.tidemark.gateway;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.Limits;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Consumer;

/** WebSockets as Vert.x makes them: more memory and more work each, and nothing of ours in them. */
final class VertxUpgrade implements Upgrade {
  private final int writeQueueBytes;

  VertxUpgrade(int writeQueueBytes) {
    this.writeQueueBytes = writeQueueBytes;
  }

  @Override
  public void open(HttpServerRequest request, Consumer<UpgradedSocket> opened) {
    // A request that is no good upgrade was answered by then.
    request
        .toWebSocket()
        .onSuccess(socket -> {
          socket.pause();
          socket.setWriteQueueMaxSize(writeQueueBytes);
          opened.accept(new Socket(socket));
        });
  }

  private record Socket(ServerWebSocket socket) implements UpgradedSocket {

    @Override
    public boolean isClosed() {
      return socket.isClosed();
    }

    @Override
    public DeviceTransport transport(long session) {
      return new VertxSocketTransport(socket, session);
    }

    @Override
    public void begin(Connection connection, DeviceFrames frames) {
      VertxFrames joined = new VertxFrames(connection, frames);
      socket.frameHandler(joined::take);
      socket.pongHandler(_ -> frames.heard());
      socket.drainHandler(_ -> frames.drained());
      socket.exceptionHandler(cause -> failed(frames, cause));
      socket.closeHandler(_ -> frames.gone());
      socket.resume();
    }

    /** Vert.x itself gives it ten seconds. */
    @Override
    public void turnAway() {
      socket.resume();
    }

    private static void failed(DeviceFrames frames, Throwable cause) {
      if (cause instanceof CorruptedWebSocketFrameException corrupted
          && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
        frames.refused(
            CloseCode.FRAME_TOO_LARGE, "frame too large; at most " + Limits.FRAME_BYTES + " bytes");
      }
    }
  }
}
