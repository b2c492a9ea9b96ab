package io.tidemark.gateway;

import io.tidemark.http.Endpoints;
import io.tidemark.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

  private final GatewayNode node;
  private final Function<Endpoints, Router> routers;
  private final Optional<Tls> tls;
  private final Consumer<Throwable> handshakeFailed;
  private @Nullable GatewayLoop loop;
  private @Nullable HttpServer server;

  /**
   * @param routers makes this loop's router around the gateway's endpoints, which check the token
   *     themselves and read no body
   * @param tls empty to listen without
   * @param handshakeFailed hears why a connection ended before it was one, on any loop
   */
  public GatewayVerticle(
      GatewayNode node,
      Function<Endpoints, Router> routers,
      Optional<Tls> tls,
      Consumer<Throwable> handshakeFailed) {
    this.node = node;
    this.routers = routers;
    this.tls = tls;
    this.handshakeFailed = handshakeFailed;
  }

  /** Listens without TLS. */
  public GatewayVerticle(GatewayNode node, Function<Endpoints, Router> routers) {
    this(node, routers, Optional.empty(), _ -> {});
  }

  @Override
  public Future<?> start() {
    GatewayLoop begun = new GatewayLoop(node, context);
    loop = begun;
    vertx.setPeriodic(GatewayLoop.TICK_MILLIS, _ -> begun.tick());
    WebSocketEndpoint webSockets = new WebSocketEndpoint(begun);
    HeldStreams held = new HeldStreams();
    EventStreamEndpoint eventStreams = new EventStreamEndpoint(begun, held);
    LongPollEndpoint longPolls = new LongPollEndpoint(begun, held);
    Router router =
        routers.apply(mounted -> {
          mounted.get(WebSocketEndpoint.PATH).handler(webSockets::refuse);
          mounted.get("/v1/events").handler(eventStreams::handle);
          mounted.get("/v1/changes/longpoll").handler(longPolls::handle);
        });
    HttpServer begins =
        vertx
            .createHttpServer(ListenerOptions.of(node.options(), tls))
            .requestHandler(request -> {
              if (!webSockets.take(request)) {
                leavesWhenAnswered(request);
                router.handle(request);
              }
            });
    if (tls.isPresent()) {
      begins.exceptionHandler(handshakeFailed::accept);
    }
    server = begins;
    return begins.listen();
  }

  /** Nobody shall send its next request just when a node that goes down closes the connection. */
  private void leavesWhenAnswered(HttpServerRequest request) {
    if (!node.drain().hasBegun()) {
      return;
    }
    switch (request.version()) {
      case HTTP_1_1 -> request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      // Streams that are open go on; new ones need another connection.
      case HTTP_2 -> request.connection().goAway(0);
      case HTTP_1_0 -> {}
    }
  }

  /** The port that is listened on; 0 before it is. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /**
   * New connections, of all loops, get this certificate; those that are open keep theirs. From any
   * thread.
   */
  public Future<Boolean> renew(ServerSSLOptions options) {
    HttpServer listens = server;
    return listens == null
        ? Future.failedFuture("the listener is not there")
        : listens.updateSSLOptions(options);
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
}
