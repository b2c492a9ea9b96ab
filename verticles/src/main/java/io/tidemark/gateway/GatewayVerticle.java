package io.tidemark.gateway;

import io.tidemark.http.Endpoints;
import io.tidemark.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import java.util.Optional;
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
  private static final long DRAIN_MILLIS_MAX = 3_000;
  private static final long DRAIN_CHECK_MILLIS = 20;

  private final GatewayNode node;
  private final Function<Endpoints, Router> routers;
  private final Optional<Tls> tls;
  private @Nullable GatewayLoop loop;
  private @Nullable HttpServer server;

  /**
   * @param routers makes this loop's router around the gateway's endpoints, which check the token
   *     themselves and read no body
   * @param tls empty to listen without
   */
  public GatewayVerticle(GatewayNode node, Function<Endpoints, Router> routers, Optional<Tls> tls) {
    this.node = node;
    this.routers = routers;
    this.tls = tls;
  }

  /** Listens without TLS. */
  public GatewayVerticle(GatewayNode node, Function<Endpoints, Router> routers) {
    this(node, routers, Optional.empty());
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
            .createHttpServer(ListenerOptions.of(node.options(), tls))
            .requestHandler(request -> {
              if (!webSockets.take(request)) {
                router.handle(request);
              }
            });
    server = begins;
    return begins.listen();
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

  /** Devices are asked to come back elsewhere; whoever does not go in time is cut off. */
  @Override
  public Future<?> stop() {
    GatewayLoop ends = loop;
    if (ends == null) {
      return Future.succeededFuture();
    }
    int devices = ends.size();
    ends.drain();
    long startMillis = GatewayLoop.nowMillis();
    Promise<Void> drained = Promise.promise();
    vertx.setPeriodic(
        DRAIN_CHECK_MILLIS,
        timer -> {
          if (ends.size() == 0 || GatewayLoop.nowMillis() - startMillis > DRAIN_MILLIS_MAX) {
            vertx.cancelTimer(timer);
            drained.complete();
          }
        });
    return drained
        .future()
        .compose(_ -> server == null ? Future.succeededFuture() : server.close())
        .eventually(() -> {
          ends.leave();
          LOG.info("gateway loop drained devices={} left={}", devices, ends.size());
          return Future.succeededFuture();
        });
  }
}
