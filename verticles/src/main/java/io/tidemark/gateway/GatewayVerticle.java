package io.tidemark.gateway;

import io.tidemark.http.Endpoints;
import io.tidemark.protocol.Limits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one event loop, and the HTTP server that all loops share a port of. As many are
 * deployed as there shall be loops.
 */
public final class GatewayVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);

  /** For requests that are being answered when the last device has gone. */
  private static final long REQUESTS_SECONDS = 5;

  /** Room for a frame that is a little too large, so that we and not Vert.x say so. */
  private static final int FRAME_BYTES_READ = 2 * Limits.FRAME_BYTES;

  /** A cursor of some hundred namespaces and a token, both in the URL. */
  private static final int URL_BYTES_MAX = 65_536;

  private static final int ACCEPT_BACKLOG = 4096;

  /** One more than a connection waits for by itself, with its words for it. */
  private static final int SILENT_HEARTBEATS = 4;

  private final GatewayNode node;
  private final Function<Endpoints, Router> routers;
  private @Nullable GatewayLoop loop;
  private @Nullable HttpServer server;

  /**
   * @param routers makes this loop's router around the gateway's endpoints, which check the token
   *     themselves and read no body
   */
  public GatewayVerticle(GatewayNode node, Function<Endpoints, Router> routers) {
    this.node = node;
    this.routers = routers;
  }

  @Override
  public Future<?> start() {
    GatewayLoop begun = new GatewayLoop(node, context);
    loop = begun;
    vertx.setPeriodic(GatewayLoop.TICK_MILLIS, _ -> begun.tick());
    WebSocketEndpoint webSockets = new WebSocketEndpoint(begun);
    EventStreamEndpoint eventStreams = new EventStreamEndpoint(begun);
    LongPollEndpoint longPolls = new LongPollEndpoint(begun);
    Router router =
        routers.apply(mounted -> {
          mounted.get(WebSocketEndpoint.PATH).handler(webSockets::refuse);
          mounted.get("/v1/events").handler(eventStreams::handle);
          mounted.get("/v1/changes/longpoll").handler(longPolls::handle);
        });
    HttpServer begins =
        vertx
            .createHttpServer(serverOptions())
            .requestHandler(request -> {
              if (!webSockets.take(request)) {
                leavesWhenAnswered(request);
                router.handle(request);
              }
            });
    server = begins;
    return begins.listen();
  }

  /** Nobody shall send its next request just when a node that goes down closes the connection. */
  private void leavesWhenAnswered(HttpServerRequest request) {
    if (node.drain().hasBegun() && request.version() == HttpVersion.HTTP_1_1) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** The port that is listened on; 0 before it is. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /**
   * Devices are asked to come back elsewhere, at a pace; until then they are served as ever.
   * Whoever does not go in time is cut off.
   */
  @Override
  public Future<?> stop() {
    GatewayLoop ends = loop;
    if (ends == null) {
      return Future.succeededFuture();
    }
    node.drain().begin();
    int devices = ends.connections().size();
    long startMillis = GatewayLoop.nowMillis();
    return new LoopDrain(vertx, node, ends.connections())
        .run()
        .compose(_ ->
            server == null
                ? Future.succeededFuture()
                : server.shutdown(REQUESTS_SECONDS, TimeUnit.SECONDS))
        .eventually(() -> {
          ends.leave();
          LOG.info(
              "gateway loop drained devices={} millis={}",
              devices,
              GatewayLoop.nowMillis() - startMillis);
          return Future.succeededFuture();
        });
  }

  private HttpServerOptions serverOptions() {
    GatewayOptions options = node.options();
    return new HttpServerOptions()
        .setHost(options.host())
        // Below zero: any free port, but the same for all loops.
        .setPort(options.port() == 0 ? -1 : options.port())
        .setAcceptBacklog(ACCEPT_BACKLOG)
        // What heartbeats write into an event stream nobody answers but the device's kernel.
        .setTcpUserTimeout(
            (int) Math.min(Integer.MAX_VALUE, SILENT_HEARTBEATS * options.heartbeatMillis()))
        .setMaxInitialLineLength(URL_BYTES_MAX)
        .setMaxHeaderSize(URL_BYTES_MAX)
        .setWebSocketSubProtocols(List.of(WebSocketEndpoint.SUBPROTOCOL))
        .setMaxWebSocketFrameSize(FRAME_BYTES_READ)
        .setMaxWebSocketMessageSize(FRAME_BYTES_READ)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false);
  }
}
