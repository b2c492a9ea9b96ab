package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.http.Authentication;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/connect}. */
final class WebSocketEndpoint {
  static final String PATH = "/v1/connect";
  static final String SUBPROTOCOL = "tidemark.v1";

  private final GatewayLoop loop;
  private final Upgrade upgrade;

  WebSocketEndpoint(GatewayLoop loop) {
    this.loop = loop;
    GatewayOptions options = loop.node().options();
    this.upgrade =
        switch (options.pipeline()) {
          case OWN -> new OwnUpgrade(loop);
          case VERTX -> new VertxUpgrade(options.writeQueueBytes());
        };
  }

  /**
   * Takes an upgrade before any router sees it: a router wraps request and socket, which then live
   * as long as the socket does.
   *
   * @return false if it is none, or one that {@link #refuse} has to answer
   */
  boolean take(HttpServerRequest request) {
    if (!PATH.equals(request.path()) || !upgrades(request) || !speaks(request)) {
      return false;
    }
    if (loop.entrance().refusesFlood(request)) {
      return true;
    }
    // Refusals come as close codes, since a browser shows no more of a failed upgrade.
    String token = Authentication.tokenOf(request);
    upgrade.open(request, socket -> admit(socket, token));
    return true;
  }

  /** Answers what was not taken. */
  void refuse(RoutingContext context) {
    String why =
        upgrades(context.request())
            ? "Sec-WebSocket-Protocol does not offer '" + SUBPROTOCOL + "'; expected it or none"
            : "GET " + PATH + " is a WebSocket over HTTP/1.1; 'Upgrade: websocket' is missing";
    context.fail(Problem.of(ProblemCode.MALFORMED, why));
  }

  private void admit(UpgradedSocket socket, @Nullable String token) {
    loop.onLoop(Admission.enter(loop, token), admitted -> admitted(socket, admitted));
  }

  private void admitted(UpgradedSocket socket, AsyncResult<Caller> admitted) {
    long session = loop.nextSession();
    DeviceTransport transport = socket.transport(session);
    Caller caller = admitted.result();
    if (caller == null) {
      Refusal refusal = Refusal.of(admitted.cause());
      loop.node().metrics().closed(refusal.code());
      socket.turnAway();
      if (refusal.afterMillis() > 0) {
        transport.send(new ServerFrame.Reconnect(refusal.afterMillis(), null));
      }
      transport.close(refusal.code(), refusal.text());
      return;
    }
    if (socket.isClosed()) {
      Admission.leave(loop, caller);
      return;
    }
    Connection connection =
        new Connection(loop, session, transport, caller, loop.node().metrics().webSockets());
    socket.begin(connection, new DeviceFrames(loop, connection, transport));
  }

  private static boolean upgrades(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_2
        && HttpMethod.GET.equals(request.method())
        && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
  }

  private static boolean speaks(HttpServerRequest request) {
    String offered = request.getHeader("Sec-WebSocket-Protocol");
    return offered == null
        || Arrays.stream(offered.split(",", -1)).anyMatch(one -> one.strip().equals(SUBPROTOCOL));
  }
}
