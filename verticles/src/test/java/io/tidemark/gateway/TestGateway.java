package io.tidemark.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.config.Settings;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.Homes;
import io.tidemark.flow.MemberChange;
import io.tidemark.folder.FolderInterest;
import io.tidemark.folder.FolderVerticle;
import io.tidemark.http.Problems;
import io.tidemark.journal.Memories;
import io.tidemark.protocol.CursorCodec;
import io.tidemark.protocol.Role;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A node with folder windows and two gateway loops over a {@link FakeHub}, on a free port. */
final class TestGateway implements AutoCloseable {
  static final int WINDOW_MILLIS = 100;
  private static final long SECONDS_MAX = 20;

  final FakeHub hub = new FakeHub();
  final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final CursorCodec cursors = new CursorCodec(new byte[32]);
  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  final Vertx clients = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  /** Kept here: a client that nobody refers to is closed with its connections. */
  final WebSocketClient webSockets =
      clients.createWebSocketClient(
          new WebSocketClientOptions()
              .setMaxConnections(500)
              .setMaxFrameSize(1 << 24)
              .setMaxMessageSize(1 << 24));

  final HttpClientAgent http =
      clients.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(50));

  final Drain drain = new Drain();

  /** By user, where they belong if not here. */
  final Map<String, String> elsewhere = new ConcurrentHashMap<>();

  private final Homes homes = elsewhere::get;
  private final FolderInterest interest;
  private final FolderVerticle folders;
  private final GatewayNode node;
  private final List<String> deployed = new ArrayList<>();
  private final int port;

  /** The options of a test, changed where it matters. */
  record Changed(
      long heartbeatMillis,
      long helloMillis,
      int maxConnections,
      int maxPerUser,
      int queueBytes,
      int departuresPerSecond,
      int hellosPerSecond,
      Settings.Pipeline pipeline) {
    Changed() {
      this(25_000, 10_000, 1000, 100, 65_536, 500, 10_000, Settings.Pipeline.OWN);
    }

    Changed heartbeat(long millis) {
      return new Changed(
          millis,
          helloMillis,
          maxConnections,
          maxPerUser,
          queueBytes,
          departuresPerSecond,
          hellosPerSecond,
          pipeline);
    }

    Changed hello(long millis) {
      return new Changed(
          heartbeatMillis,
          millis,
          maxConnections,
          maxPerUser,
          queueBytes,
          departuresPerSecond,
          hellosPerSecond,
          pipeline);
    }

    Changed connections(int max) {
      return new Changed(
          heartbeatMillis,
          helloMillis,
          max,
          maxPerUser,
          queueBytes,
          departuresPerSecond,
          hellosPerSecond,
          pipeline);
    }

    Changed perUser(int max) {
      return new Changed(
          heartbeatMillis,
          helloMillis,
          maxConnections,
          max,
          queueBytes,
          departuresPerSecond,
          hellosPerSecond,
          pipeline);
    }

    Changed departures(int perSecond) {
      return new Changed(
          heartbeatMillis,
          helloMillis,
          maxConnections,
          maxPerUser,
          queueBytes,
          perSecond,
          hellosPerSecond,
          pipeline);
    }

    Changed hellos(int perSecond) {
      return new Changed(
          heartbeatMillis,
          helloMillis,
          maxConnections,
          maxPerUser,
          queueBytes,
          departuresPerSecond,
          perSecond,
          pipeline);
    }

    Changed pipeline(Settings.Pipeline changed) {
      return new Changed(
          heartbeatMillis,
          helloMillis,
          maxConnections,
          maxPerUser,
          queueBytes,
          departuresPerSecond,
          hellosPerSecond,
          changed);
    }
  }

  TestGateway() {
    this(new Changed());
  }

  TestGateway(Settings.Pipeline pipeline) {
    this(new Changed().pipeline(pipeline));
  }

  TestGateway(Changed changed) {
    GatewayOptions options =
        new GatewayOptions(
            "n1",
            "127.0.0.1",
            0,
            changed.heartbeatMillis(),
            changed.helloMillis(),
            changed.maxConnections(),
            changed.maxPerUser(),
            changed.queueBytes(),
            50,
            2,
            changed.departuresPerSecond(),
            5_000,
            changed.hellosPerSecond(),
            changed.pipeline());
    interest = new FolderInterest(Memories.small());
    folders = new FolderVerticle(interest, WINDOW_MILLIS, _ -> {}, InstantSource.system(), metrics);
    await(vertx.deployVerticle(folders));
    node =
        new GatewayNode(
            options,
            InstantSource.system(),
            hub,
            _ -> Future.succeededFuture(),
            hub,
            hub,
            hub,
            cursors,
            interest,
            new ConnectedDevices(options.maxConnections(), options.maxConnectionsPerUser()),
            homes,
            new Redirects(1_000),
            drain,
            new GatewayMetrics(metrics));
    List<GatewayVerticle> loops = new ArrayList<>();
    Problems problems = new Problems(metrics);
    for (int loop = 0; loop < 2; loop++) {
      GatewayVerticle verticle =
          new GatewayVerticle(
              node,
              gateway -> {
                Router router = Router.router(vertx);
                problems.mount(router);
                gateway.mount(router);
                return router;
              });
      loops.add(verticle);
      deployed.add(await(vertx.deployVerticle(verticle, new DeploymentOptions())));
    }
    port = loops.getFirst().port();
  }

  int port() {
    return port;
  }

  ConnectedDevices connected() {
    return node.devices();
  }

  /** Commits and lets the change pass on the tail. */
  void commit(UUID ns, int entries) {
    folders.accept(hub.commit(ns, entries));
  }

  /** A comparison of heads has found out how far the journal is. */
  void notice(UUID ns, int epoch, long seq) {
    interest.notice(ns, epoch, seq);
  }

  void pass(FolderChange change) {
    folders.accept(change);
  }

  void join(UUID ns, String user) {
    join(ns, user, Role.EDITOR);
  }

  void join(UUID ns, String user, Role role) {
    hub.join(ns, user, role);
    node.accept(new MemberChange(ns, user, role, MemberChange.UNKNOWN));
  }

  void leave(UUID ns, String user) {
    hub.leave(ns, user);
    node.accept(new MemberChange(ns, user, null, MemberChange.UNKNOWN));
  }

  TestDevice connect(String token) {
    return TestDevice.connect(this, token);
  }

  /** Connects and says hello with nothing but a name. */
  TestDevice connect(String user, String device) {
    TestDevice connected = connect(user);
    connected.send("{\"type\":\"hello\",\"device\":\"" + device + "\"}");
    return connected;
  }

  double count(String name) {
    return metrics.get(name).counter().count();
  }

  /** The user's connections that are greeted and told what happens. */
  long greeted(String user) {
    return connected().of(user).stream()
        .map(Connection::delivery)
        .filter(delivery -> delivery != null && delivery.started())
        .count();
  }

  /** Connections of a kind. */
  double open(String transport) {
    return metrics.get("connections").tag("transport", transport).gauge().value();
  }

  double gauge(String name) {
    return metrics.get(name).gauge().value();
  }

  Future<Void> beginStop() {
    List<Future<Void>> stops = deployed.stream().map(vertx::undeploy).toList();
    deployed.clear();
    return Future.all(stops).mapEmpty();
  }

  void stopLoops() {
    for (String id : deployed) {
      await(vertx.undeploy(id));
    }
    deployed.clear();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing within " + SECONDS_MAX + " s", e);
    }
  }

  /** Waits for what another thread is about to do. */
  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + SECONDS_MAX + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** Devices first: the gateway would ask each to leave, and wait for it. */
  @Override
  public void close() {
    await(clients.close());
    await(vertx.close());
  }
}
