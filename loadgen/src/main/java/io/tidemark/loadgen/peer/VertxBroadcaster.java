package io.tidemark.loadgen.peer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * What one writes with Vert.x without thinking further: {@code writeTextMessage} to each socket.
 */
public final class VertxBroadcaster {
  private VertxBroadcaster() {}

  /** Prints {@code listening PORT}, and serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.ERROR);
    }
    int loops = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
    List<Loop> all = new CopyOnWriteArrayList<>();
    vertx
        .deployVerticle(() -> new Loop(all), new DeploymentOptions().setInstances(loops))
        .onSuccess(_ -> System.out.println("listening " + all.getFirst().port()))
        .onFailure(failure -> {
          failure.printStackTrace();
          System.exit(1);
        });
    while (System.in.read() >= 0) {
      // Only its end says something.
    }
    System.exit(0);
  }

  /** One event loop and its sockets. */
  static final class Loop extends VerticleBase {
    private final List<Loop> all;
    private final Set<ServerWebSocket> sockets = new HashSet<>();
    private int port;

    Loop(List<Loop> all) {
      this.all = all;
    }

    int port() {
      return port;
    }

    private Context home() {
      return context;
    }

    /** Instances that listen on port -1 share one port of the system's choice. */
    @Override
    public Future<?> start() {
      HttpServer server =
          vertx
              .createHttpServer(
                  new HttpServerOptions()
                      .setHost("127.0.0.1")
                      .setPort(-1)
                      .addWebSocketSubProtocol("tidemark.v1"))
              .webSocketHandler(socket -> {
                sockets.add(socket);
                socket.closeHandler(_ -> sockets.remove(socket));
              })
              .requestHandler(this::broadcast);
      all.add(this);
      return server.listen().onSuccess(bound -> port = bound.actualPort());
    }

    private void broadcast(HttpServerRequest request) {
      request
          .body()
          .onSuccess(body -> {
            String text = body.toString();
            for (Loop loop : all) {
              loop.home()
                  .runOnContext(_ ->
                      loop.sockets.forEach(socket -> {
                        // A socket that fails ends in its close handler.
                        var _ = socket.writeTextMessage(text);
                      }));
            }
            var _ = request.response().end();
          });
    }
  }
}
