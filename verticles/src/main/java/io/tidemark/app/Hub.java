package io.tidemark.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.admin.DeviceEndpoints;
import io.tidemark.admin.SettingsEndpoints;
import io.tidemark.admin.StormEndpoints;
import io.tidemark.block.BlockVerticle;
import io.tidemark.block.SignedUrls;
import io.tidemark.catchup.AckEndpoints;
import io.tidemark.catchup.CatchUp;
import io.tidemark.catchup.ChangesEndpoints;
import io.tidemark.catchup.HeadSweep;
import io.tidemark.catchup.JournalEndpoints;
import io.tidemark.catchup.RedisWatermarks;
import io.tidemark.catchup.SnapshotEndpoints;
import io.tidemark.cluster.ClusteredVertx;
import io.tidemark.commit.BatchEndpoints;
import io.tidemark.commit.Commits;
import io.tidemark.commit.FileEndpoints;
import io.tidemark.commit.FileReads;
import io.tidemark.commit.VersionEndpoints;
import io.tidemark.config.DataFolder;
import io.tidemark.config.Migrations;
import io.tidemark.config.Servers;
import io.tidemark.config.Settings;
import io.tidemark.config.Topics;
import io.tidemark.flow.ChangeSource;
import io.tidemark.folder.FolderInterest;
import io.tidemark.folder.FolderVerticle;
import io.tidemark.folder.SettingsWatch;
import io.tidemark.gateway.ConnectedDevices;
import io.tidemark.gateway.Drain;
import io.tidemark.gateway.GatewayMetrics;
import io.tidemark.gateway.GatewayNode;
import io.tidemark.gateway.GatewayOptions;
import io.tidemark.gateway.GatewayVerticle;
import io.tidemark.gateway.Redirects;
import io.tidemark.http.Authentication;
import io.tidemark.http.Endpoints;
import io.tidemark.http.HubRouter;
import io.tidemark.http.Problems;
import io.tidemark.journal.Database;
import io.tidemark.journal.FolderSettingsTable;
import io.tidemark.journal.JournalHeads;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.JournalReader;
import io.tidemark.journal.KnownUsers;
import io.tidemark.journal.MemberDirectory;
import io.tidemark.journal.MemberSweep;
import io.tidemark.journal.Namespaces;
import io.tidemark.journal.RedisIncarnation;
import io.tidemark.journal.RedisLink;
import io.tidemark.journal.Revocations;
import io.tidemark.journal.StormTable;
import io.tidemark.journal.StreamHealth;
import io.tidemark.logout.LogoutEndpoints;
import io.tidemark.logout.RevocationWatch;
import io.tidemark.protocol.CursorCodec;
import io.tidemark.relay.JournalRelayVerticle;
import io.tidemark.relay.JournalTail;
import io.tidemark.relay.RelaySettings;
import io.tidemark.relay.TailRebuild;
import io.tidemark.team.NamespaceEndpoints;
import io.tidemark.team.ShareEndpoints;
import io.tidemark.team.TeamEndpoints;
import io.tidemark.thumbnail.GridPage;
import io.tidemark.thumbnail.ThumbnailVerticle;
import io.tidemark.upkeep.Upkeep;
import io.tidemark.upkeep.UpkeepVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One node: makes all parts in the order of start, and stops them in the reverse order.
 *
 * <p>A commit's road through it: {@link Commits} → PostgreSQL → relay → Kafka → tail → folder
 * windows → gateways.
 */
final class Hub {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final long SWEEP_GRACE_MILLIS = 5_000;
  private static final long MEBIBYTE = 1 << 20;

  private final Vertx vertx;
  private final Deque<Supplier<Future<?>>> stops = new ArrayDeque<>();
  private final Drain drain = new Drain();

  /** Known once the gateways listen; signed URLs ask for it later. */
  private volatile String url = "";

  private Hub(Vertx vertx) {
    this.vertx = vertx;
  }

  /** How many event loops a node has. */
  static int eventLoops(Settings settings) {
    int wanted = settings.gateway().eventLoops();
    return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Starts a node and waits until it serves; not to be called on an event loop.
   *
   * @param joined the cluster that {@code vertx} belongs to; null where the node is alone
   * @throws RuntimeException whatever kept a part from starting; {@link #stop} what had started by
   *     closing {@code vertx}
   */
  static Hub start(
      Vertx vertx,
      @Nullable ClusteredVertx joined,
      Settings settings,
      Servers servers,
      DataFolder folder) {
    Hub hub = new Hub(vertx);
    hub.start(joined, settings, servers, folder);
    return hub;
  }

  /** Where it serves. */
  String url() {
    return url;
  }

  /** Ends a drain that has begun, or will begin, as fast as can be. */
  void hurry() {
    drain.hurry();
  }

  /** Stops what was started, the last first; a part that fails to stop does not keep the others. */
  Future<Void> stop() {
    Supplier<Future<?>> next = stops.poll();
    if (next == null) {
      return Future.succeededFuture();
    }
    return next.get().transform(stopped -> stop());
  }

  private void start(
      @Nullable ClusteredVertx joined, Settings settings, Servers servers, DataFolder folder) {
    String name = "node-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    Migrations.run(servers.postgresUri());
    Topics.ensure(
        servers.kafkaBootstrap(), settings.kafka().partitions(), settings.kafka().retentionDays());

    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    stops.push(closing(registry::close));
    stops.push(closing(new ProcessMetrics(registry)::close));
    Neighbours neighbours =
        Neighbours.of(joined, settings.cluster().placement(), this::url, drain::hasBegun, registry);
    stops.push(neighbours.stop());
    Keys keys = Keys.of(vertx, settings, folder, CLOCK, registry);
    byte[] cursorKey = folder.secret("cursor.key", settings.cursor().signingKey());
    CursorCodec cursors = new CursorCodec(cursorKey);
    SignedUrls urls =
        new SignedUrls(
            folder.secret("blocks.key", settings.blocks().signingKey()),
            Duration.ofSeconds(settings.blocks().urlSeconds()),
            this::url);

    Database database = Database.open(vertx, servers.postgresUri(), settings.database().poolSize());
    FunctionCounter.builder("database.queries", database, Database::queries).register(registry);
    stops.push(database::close);
    Namespaces namespaces = new Namespaces(database);
    KnownUsers users = new KnownUsers(database);
    JournalReader journal = new JournalReader(database);

    BlockVerticle blocks =
        new BlockVerticle(folder.folder("blocks"), urls, database, namespaces, CLOCK, registry);
    deploy(blocks);
    Commits commits =
        Commits.start(vertx, servers.postgresUri(), database, settings.commit(), registry, CLOCK)
            .await();
    ThumbnailVerticle thumbnails =
        new ThumbnailVerticle(folder, settings.thumbnails(), blocks.source(), database, registry);
    deploy(thumbnails);
    FileReads files = new FileReads(vertx, database, urls, CLOCK);

    RedisLink redis = RedisLink.open(vertx, servers.redisUri());
    stops.push(redis::close);
    Settings.Tail tail = settings.tail();
    JournalMemory memory =
        new JournalMemory(
            new JournalMemory.Bounds(
                tail.memoryNamespaces(), tail.tailEntries(), tail.memoryMebibytes() * MEBIBYTE),
            System.nanoTime());
    RelaySettings relaySettings = RelaySettings.of(servers, tail.tailEntries(), tail.tailSeconds());
    Supplier<Future<?>> relayEnds =
        deployed(new JournalRelayVerticle(relaySettings, redis, registry));

    StreamHealth health = new StreamHealth(System.nanoTime());
    ChangeSource catchUp = new CatchUp(memory, redis, journal, registry);
    RedisWatermarks watermarks = watermarks(settings.watermarks(), redis, registry);
    stops.push(watermarks::flush);

    FolderInterest interest = new FolderInterest(memory);
    StormTable storms = new StormTable(database, name);
    FolderVerticle folders =
        new FolderVerticle(
            interest, settings.window().windowMillis(), storms::note, CLOCK, registry);
    deploy(folders);
    FolderSettingsTable folderSettings = new FolderSettingsTable(database);
    SettingsWatch settingsWatch = new SettingsWatch(vertx, folderSettings, folders::set);
    settingsWatch.start().await();
    stops.push(settingsWatch::stop);
    MemberDirectory members = new MemberDirectory(namespaces, memory, health, registry);
    GatewayNode node =
        new GatewayNode(
            GatewayOptions.of(name, settings.http(), settings.gateway(), eventLoops(settings)),
            keys.verifier(),
            users::admit,
            members,
            catchUp,
            watermarks,
            cursors,
            interest,
            new ConnectedDevices(
                settings.gateway().maxConnections(), settings.gateway().maxConnectionsPerUser()),
            neighbours.homes(),
            new Redirects(settings.gateway().maxConnections()),
            drain,
            new GatewayMetrics(registry));
    Revocations revocations = new Revocations(database);
    RevocationWatch watch =
        new RevocationWatch(vertx, revocations, users, node::revoke, neighbours.hints(), registry);
    watch.start();
    stops.push(watch::stop);
    // Every change is looked at, also where nobody is interested yet: a device that is just greeted
    // learns from the recent heads what passed since its heads were read.
    JournalTail journalTail =
        new JournalTail(
            vertx,
            servers.kafkaBootstrap(),
            ns -> true,
            folders::accept,
            change -> {
              members.accept(change);
              node.accept(change);
            },
            health,
            () -> {
              memory.forget(System.nanoTime());
              members.forget();
            },
            registry);
    folders.feedFrom(journalTail::start).await();
    stops.push(journalTail::stop);
    memoryGauges(memory, registry);
    HeadSweep sweep =
        new HeadSweep(
            vertx,
            new JournalHeads(database),
            memory,
            health,
            interest::namespaces,
            folders::accept,
            folders::notice,
            new MemberSweep(members, node.devices()::users, node::recheck)::run,
            settings.window().windowMillis() + SWEEP_GRACE_MILLIS,
            registry);
    sweep.start();
    stops.push(sweep::stop);
    TailRebuild tails = new TailRebuild(redis, memory, relaySettings, registry);
    RedisIncarnation incarnation = new RedisIncarnation(vertx, redis);
    incarnation.listen(_ -> tails.begin());
    incarnation.listen(flushed -> {
      if (flushed) {
        node.rememberAll();
      }
    });
    incarnation.start();
    stops.push(incarnation::stop);

    deploy(
        new UpkeepVerticle(
            new Upkeep(database, settings.trash().days(), settings.journal().keepDays()),
            CLOCK,
            registry));

    List<Endpoints> open = new ArrayList<>(keys.devEndpoints());
    if (!keys.devEndpoints().isEmpty()) {
      open.add(new GridPage());
    }
    open.add(
        new HealthEndpoints(
            drain::hasBegun, neighbours.shown(), checks(database, redis, servers), registry));
    open.addAll(blocks.open());
    // Routes are tried in this order: the ones that carry the load come first.
    List<Endpoints> forCallers = new ArrayList<>();
    forCallers.add(new VersionEndpoints(commits, files));
    forCallers.add(new BatchEndpoints(commits));
    forCallers.add(new FileEndpoints(commits, files));
    forCallers.addAll(blocks.forCallers());
    forCallers.addAll(thumbnails.forCallers());
    forCallers.add(new NamespaceEndpoints(members, watermarks));
    forCallers.add(new JournalEndpoints(namespaces, journal));
    forCallers.add(new SnapshotEndpoints(database, namespaces, cursorKey));
    forCallers.add(new ChangesEndpoints(members, catchUp, watermarks, cursors));
    forCallers.add(new AckEndpoints(members, watermarks));
    forCallers.add(new TeamEndpoints(database, CLOCK));
    forCallers.add(new DeviceEndpoints(database, namespaces, watermarks));
    forCallers.add(new StormEndpoints(namespaces, storms));
    forCallers.add(new SettingsEndpoints(namespaces, folderSettings));
    forCallers.add(new ShareEndpoints(database, CLOCK));
    forCallers.add(new LogoutEndpoints(revocations, watch));
    Problems problems = new Problems(registry);
    Authentication authentication = new Authentication(keys.verifier(), users::admit);
    serve(
        settings,
        node,
        gateway -> {
          List<Endpoints> unguarded = new ArrayList<>(open);
          unguarded.add(gateway);
          return HubRouter.of(vertx, problems, authentication, unguarded, forCallers);
        });
    // Before the devices leave: another node's relay takes over while they are still here, and
    // this node's tail brings them what it relays. Not waited for.
    stops.push(() -> {
      drain.begin();
      var _ = relayEnds.get();
      return Future.succeededFuture();
    });
  }

  private static void memoryGauges(JournalMemory memory, MeterRegistry registry) {
    Gauge.builder("memory.namespaces", memory, JournalMemory::namespaces)
        .description("Namespaces whose heads this node remembers")
        .register(registry);
    Gauge.builder("memory.entries", memory, JournalMemory::bytes)
        .description("What the journal entries that this node remembers take")
        .baseUnit("bytes")
        .register(registry);
  }

  private void serve(Settings settings, GatewayNode node, Function<Endpoints, Router> routers) {
    List<GatewayVerticle> loops = Collections.synchronizedList(new ArrayList<>());
    String id =
        vertx
            .deployVerticle(
                () -> {
                  GatewayVerticle loop = new GatewayVerticle(node, routers);
                  loops.add(loop);
                  return loop;
                },
                new DeploymentOptions().setInstances(eventLoops(settings)))
            .await();
    stops.push(() -> vertx.undeploy(id));
    Settings.Http http = settings.http();
    url =
        http.publicUrl().isEmpty()
            ? "http://%s:%d".formatted(http.host(), loops.getFirst().port())
            : http.publicUrl();
  }

  private RedisWatermarks watermarks(
      Settings.Watermarks settings, RedisLink redis, MeterRegistry registry) {
    return new RedisWatermarks(
        vertx,
        redis,
        settings.flushMillis(),
        settings.queueLimit(),
        Duration.ofDays(settings.retentionDays()),
        registry);
  }

  /** What a node cannot do its work without, by the name under which {@code /readyz} shows it. */
  private Map<String, Supplier<Future<?>>> checks(
      Database database, RedisLink redis, Servers servers) {
    KafkaCheck kafka = new KafkaCheck(servers.kafkaBootstrap());
    stops.push(closing(kafka::close));
    Map<String, Supplier<Future<?>>> checks = new LinkedHashMap<>();
    checks.put("postgres", database::ping);
    checks.put("redis", redis::ping);
    checks.put("kafka", kafka::ping);
    return checks;
  }

  private void deploy(Deployable verticle) {
    deployed(verticle);
  }

  /** What stops the verticle, which may be done before its time and is done once. */
  private Supplier<Future<?>> deployed(Deployable verticle) {
    String id = vertx.deployVerticle(verticle).await();
    Once stop = new Once(() -> vertx.undeploy(id));
    stops.push(stop);
    return stop;
  }

  private static Supplier<Future<?>> closing(Runnable close) {
    return () -> {
      close.run();
      return Future.succeededFuture();
    };
  }
}
