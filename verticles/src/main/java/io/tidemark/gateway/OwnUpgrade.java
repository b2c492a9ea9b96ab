package io.tidemark.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.Limits;
import io.tidemark.websocket.FrameSocket;
import io.tidemark.websocket.Handshake;
import io.tidemark.websocket.SocketEvents;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * WebSockets of our own: Vert.x reads the request, we answer it, and then the connection is ours
 * and nothing of Vert.x' stays with it.
 */
final class OwnUpgrade implements Upgrade {
  private static final int BAD_REQUEST = 400;
  private static final int UPGRADE_REQUIRED = 426;

  private final GatewayLoop loop;
  private final WriteBufferWaterMark waterMark;

  OwnUpgrade(GatewayLoop loop) {
    this.loop = loop;
    int queueBytes = loop.node().options().writeQueueBytes();
    this.waterMark = new WriteBufferWaterMark(queueBytes / 2, queueBytes);
  }

  @Override
  public void open(HttpServerRequest request, Consumer<UpgradedSocket> opened) {
    if (!Handshake.VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
      request.response().putHeader("Sec-WebSocket-Version", Handshake.VERSION);
      refuse(request, UPGRADE_REQUIRED, "expected Sec-WebSocket-Version: " + Handshake.VERSION);
      return;
    }
    String key = Objects.requireNonNullElse(request.getHeader("Sec-WebSocket-Key"), "");
    ChannelHandlerContext connection = VertxInside.context(request.connection());
    String wrong = wrong(request, key, connection);
    if (wrong != null || connection == null) {
      refuse(request, BAD_REQUEST, wrong);
      return;
    }
    boolean protocol = request.getHeader("Sec-WebSocket-Protocol") != null;
    FrameSocket socket = new FrameSocket(loop.turn(), Limits.FRAME_BYTES);
    VertxInside.take(connection, socket);
    connection.channel().config().setWriteBufferWaterMark(waterMark);
    byte[] answer = Handshake.answer(key, protocol ? WebSocketEndpoint.SUBPROTOCOL : null);
    socket.write(Unpooled.wrappedBuffer(answer));
    opened.accept(new Socket(socket));
  }

  private static @Nullable String wrong(
      HttpServerRequest request, String key, @Nullable ChannelHandlerContext connection) {
    if (!Handshake.lists(request.getHeader(HttpHeaders.CONNECTION), "upgrade")) {
      return "'Connection: Upgrade' is missing";
    }
    if (!Handshake.isKey(key)) {
      return "Sec-WebSocket-Key is '" + key + "'; expected 16 bytes in base 64";
    }
    if (!Objects.requireNonNullElse(request.getHeader(HttpHeaders.CONTENT_LENGTH), "0").equals("0")
        || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
      return "an upgrade with a body; expected none";
    }
    if (connection == null || !connection.channel().isWritable()) {
      return "an upgrade behind answers that were not yet read; expected none under way";
    }
    return null;
  }

  private static void refuse(HttpServerRequest request, int status, @Nullable String why) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(why == null ? "" : why);
  }

  private final class Socket implements UpgradedSocket {
    private final FrameSocket socket;

    Socket(FrameSocket socket) {
      this.socket = socket;
    }

    @Override
    public boolean isClosed() {
      return !socket.isOpen();
    }

    @Override
    public DeviceTransport transport(long session) {
      return new FrameSocketTransport(socket, loop.pushFrames(), session);
    }

    @Override
    public void begin(Connection connection, DeviceFrames frames) {
      socket.begin(frames);
    }

    @Override
    public void turnAway() {
      socket.begin(new TurnedAway(socket));
      loop.farewells().add(socket, GatewayLoop.nowMillis());
    }
  }

  /** Nothing that a device says is of interest which was not let in. */
  private record TurnedAway(FrameSocket socket) implements SocketEvents {

    @Override
    public void text(String message) {}

    @Override
    public void pinged() {}

    @Override
    public void heard() {}

    @Override
    public void refused(CloseCode code, String why) {
      socket.abort();
    }

    @Override
    public void drained() {}

    @Override
    public void gone() {}

    @Override
    public void failed(RuntimeException cause) {
      socket.abort();
    }
  }
}
