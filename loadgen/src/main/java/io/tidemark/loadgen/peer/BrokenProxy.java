package io.tidemark.loadgen.peer;

import io.tidemark.loadgen.client.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Stands between devices and a hub, on 127.0.0.1, and keeps to neither's promises. */
public final class BrokenProxy implements AutoCloseable {
  /** So that a slow device does not fill the memory of who only stands between. */
  private static final int HALF_WAY_BYTES = 1 << 20;

  private final Vertx vertx;
  private final URI hub;
  private final @Nullable Harm harm;
  private final int delayed;
  private final int delayMillis;
  private final AtomicInteger connections = new AtomicInteger();
  private final NetClient client;
  private final NetServer server;

  private BrokenProxy(Vertx vertx, URI hub, @Nullable Harm harm, int delayed, int delayMillis) {
    this.vertx = vertx;
    this.hub = hub;
    this.harm = harm;
    this.delayed = delayed;
    this.delayMillis = delayMillis;
    this.client = vertx.createNetClient();
    this.server =
        vertx
            .createNetServer(new NetServerOptions().setHost("127.0.0.1"))
            .connectHandler(this::connected);
  }

  /** Spoils one delta in so many. */
  static BrokenProxy harming(Vertx vertx, URI hub, int port, Harm harm) {
    return new BrokenProxy(vertx, hub, harm, 0, 0).listen(port);
  }

  /**
   * Keeps everything back for a while that the hub sends on one connection.
   *
   * @param number of the connection, from 1 in the order in which they come
   */
  static BrokenProxy delaying(Vertx vertx, URI hub, int port, int number, int millis) {
    return new BrokenProxy(vertx, hub, null, number, millis).listen(port);
  }

  private BrokenProxy listen(int port) {
    Await.of(server.listen(port), Duration.ofSeconds(10));
    return this;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void connected(NetSocket device) {
    int number = connections.incrementAndGet();
    device.pause();
    client
        .connect(hub.getPort() < 0 ? 80 : hub.getPort(), hub.getHost())
        .onFailure(_ -> device.close())
        .onSuccess(up -> {
          up.setWriteQueueMaxSize(HALF_WAY_BYTES);
          device.setWriteQueueMaxSize(HALF_WAY_BYTES);
          pipe(device, up, bytes -> up.write(bytes));
          if (number == delayed) {
            Late late = new Late(device);
            pipe(up, device, late::pass);
          } else if (harm == null) {
            pipe(up, device, device::write);
          } else {
            Tampering tampering = new Tampering(harm);
            pipe(
                up, device, bytes -> device.write(Buffer.buffer(tampering.pass(bytes.getBytes()))));
          }
          device.resume();
        });
  }

  private interface Sink {
    Future<Void> pass(Buffer bytes);
  }

  private static void pipe(NetSocket from, NetSocket to, Sink sink) {
    from.handler(bytes -> {
      var _ = sink.pass(bytes);
      if (to.writeQueueFull()) {
        from.pause();
        to.drainHandler(_ -> from.resume());
      }
    });
    from.closeHandler(_ -> to.close());
    from.exceptionHandler(_ -> to.close());
  }

  /** Keeps what comes for a fixed time, in order. */
  private final class Late {
    private final NetSocket device;
    private final Queue<Buffer> kept = new ArrayDeque<>();

    Late(NetSocket device) {
      this.device = device;
    }

    Future<Void> pass(Buffer bytes) {
      kept.add(bytes);
      vertx.setTimer(delayMillis, _ -> device.write(kept.remove()));
      return Future.succeededFuture();
    }
  }

  /** Connections so far. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    Await.of(Future.all(server.close(), client.close()).mapEmpty(), Duration.ofSeconds(10));
  }
}
