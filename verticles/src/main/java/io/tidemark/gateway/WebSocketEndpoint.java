package io.tidemark.gateway;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.tidemark.flow.Caller;
import io.tidemark.http.Authentication;
import io.tidemark.http.Problem;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/connect}. */
final class WebSocketEndpoint {
  static final String SUBPROTOCOL = "tidemark.v1";

  private final GatewayLoop loop;

  WebSocketEndpoint(GatewayLoop loop) {
    this.loop = loop;
  }

  /** Refusals come as close codes, since a browser shows no more of a failed upgrade. */
  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      context.fail(
          Problem.of(
              ProblemCode.MALFORMED,
              "GET /v1/connect is a WebSocket; 'Upgrade: websocket' is missing"));
      return;
    }
    if (!speaks(request.getHeader("Sec-WebSocket-Protocol"))) {
      context.fail(
          Problem.of(
              ProblemCode.MALFORMED,
              "Sec-WebSocket-Protocol does not offer '" + SUBPROTOCOL + "'; expected it or none"));
      return;
    }
    String token = Authentication.tokenOf(request);
    // A request that is no good upgrade was answered by then.
    request.toWebSocket().onSuccess(socket -> admit(socket, token));
  }

  private void admit(ServerWebSocket socket, @Nullable String token) {
    socket.pause();
    socket.setWriteQueueMaxSize(loop.node().options().writeQueueBytes());
    loop.onLoop(Admission.enter(loop, token), admitted -> admitted(socket, admitted));
  }

  private void admitted(ServerWebSocket socket, AsyncResult<Caller> admitted) {
    WebSocketTransport transport = new WebSocketTransport(socket);
    Caller caller = admitted.result();
    if (caller == null) {
      Refusal refusal = Refusal.of(admitted.cause());
      loop.node().metrics().closed(refusal.code());
      socket.resume();
      transport.close(refusal.code(), refusal.text());
      return;
    }
    if (socket.isClosed()) {
      loop.node().devices().leaveUser(caller.user(), null, null);
      loop.node().devices().leave();
      return;
    }
    Connection connection =
        new Connection(loop, transport, caller, loop.node().metrics().webSockets());
    DeviceFrames frames = new DeviceFrames(loop, connection);
    socket.frameHandler(frames::take);
    socket.pongHandler(_ -> connection.heard());
    socket.drainHandler(_ -> connection.drained());
    socket.exceptionHandler(cause -> failed(connection, cause));
    socket.closeHandler(_ -> connection.gone());
    socket.resume();
  }

  private static void failed(Connection connection, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted
        && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
      connection.close(
          CloseCode.FRAME_TOO_LARGE, "frame too large; at most " + Limits.FRAME_BYTES + " bytes");
    }
  }

  private static boolean speaks(@Nullable String offered) {
    return offered == null
        || Arrays.stream(offered.split(",", -1)).anyMatch(one -> one.strip().equals(SUBPROTOCOL));
  }
}
