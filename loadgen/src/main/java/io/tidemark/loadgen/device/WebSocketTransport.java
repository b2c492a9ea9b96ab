package io.tidemark.loadgen.device;

import io.tidemark.loadgen.client.HubTrust;
import io.tidemark.protocol.ClientFrame;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.MalformedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code GET /v1/connect}. */
final class WebSocketTransport implements Transport {
  /** A delta of 100 changes with the longest paths. */
  private static final int FRAME_BYTES = 8 << 20;

  private final WebSocketClient client;
  private final URI hub;

  WebSocketTransport(Vertx vertx, URI hub, int connections) {
    this.client =
        vertx.createWebSocketClient(
            HubTrust.current()
                .applyTo(
                    new WebSocketClientOptions()
                        .setMaxConnections(connections)
                        .setMaxFrameSize(FRAME_BYTES)
                        .setMaxMessageSize(FRAME_BYTES)
                        .setTcpNoDelay(true),
                    WebSocketClientOptions::setVerifyHost));
    this.hub = hub;
  }

  private static String uri(URI hub) {
    String scheme = "https".equals(hub.getScheme()) ? "wss" : "ws";
    return scheme + "://" + hub.getAuthority() + "/v1/connect";
  }

  @Override
  public String name() {
    return Way.WEB_SOCKET.title();
  }

  @Override
  public boolean tellsWatermarks() {
    return true;
  }

  @Override
  public Future<Connection> open(String token, Hello hello, Listener listener) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setAbsoluteURI(uri(hello.hub(hub)))
            .putHeader("authorization", "Bearer " + token)
            .setSubProtocols(List.of("tidemark.v1"));
    return client
        .connect(options)
        .recover(failure ->
            failure instanceof UpgradeRejectedException rejected
                ? Future.failedFuture(
                    new TurnedAway(
                        "GET /v1/connect was answered " + rejected.getStatus(),
                        TurnedAway.seconds(rejected.getHeaders().get("Retry-After"))))
                : Future.failedFuture(failure))
        .map(socket -> opened(socket, hello, listener));
  }

  private static Connection opened(WebSocket socket, Hello hello, Listener listener) {
    socket.textMessageHandler(text -> read(text, listener));
    socket.closeHandler(_ -> listener.closed(code(socket), reason(socket)));
    // What goes wrong on a socket ends in its close.
    socket.exceptionHandler(_ -> {});
    write(
        socket,
        new ClientFrame.Hello(
            hello.device(), hello.watermarks().isEmpty() ? null : hello.watermarks(), null));
    return new Connection() {
      @Override
      public Future<Void> ack(Map<UUID, Long> watermarks) {
        return write(socket, new ClientFrame.Ack(watermarks));
      }

      @Override
      public void close() {
        Future<Void> closing = socket.close();
        closing.onFailure(_ -> {});
      }
    };
  }

  private static Future<Void> write(WebSocket socket, ClientFrame frame) {
    return socket.writeTextMessage(FrameCodec.encode(frame));
  }

  private static void read(String text, Listener listener) {
    try {
      listener.frame(FrameCodec.decodeServer(text), null);
    } catch (MalformedException e) {
      listener.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static int code(WebSocket socket) {
    Short code = socket.closeStatusCode();
    return code == null ? 0 : Short.toUnsignedInt(code);
  }

  private static String reason(WebSocket socket) {
    String reason = socket.closeReason();
    return reason == null ? "" : reason;
  }
}
