package io.tidemark.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.config.PostgresUri;
import io.tidemark.config.Servers;
import io.tidemark.config.Topics;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.flow.MemberChange;
import io.tidemark.journal.RedisLink;
import io.tidemark.journal.StreamHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The road from the journal to one node's tail, on real servers, for tests to travel on. */
final class Road implements AutoCloseable {
  static final int PATIENCE_SECONDS = 15;

  final Vertx vertx = Vertx.vertx();
  final MeterRegistry registry = new SimpleMeterRegistry();
  final Servers servers;
  final RelaySettings settings;
  final RedisLink redis;
  final Set<UUID> interests = ConcurrentHashMap.newKeySet();
  final Map<UUID, LinkedBlockingQueue<FolderChange>> changes = new ConcurrentHashMap<>();
  final LinkedBlockingQueue<MemberChange> members = new LinkedBlockingQueue<>();
  final StreamHealth health = new StreamHealth(System.nanoTime());
  final AtomicInteger losses = new AtomicInteger();
  final List<String> relays = new ArrayList<>();

  Road(Servers servers) {
    this.servers = servers;
    this.settings = RelaySettings.of(servers, 256, 3600);
    Topics.ensure(servers.kafkaBootstrap(), 4, 1);
    this.redis = RedisLink.open(vertx, servers.redisUri());
    until("redis", redis::isConnected);
  }

  JournalRelayVerticle relay() {
    var relay = new JournalRelayVerticle(settings, redis, registry);
    relays.add(await(vertx.deployVerticle(relay)));
    return relay;
  }

  JournalRelayVerticle activeRelay() {
    JournalRelayVerticle relay = relay();
    until("the relay has the slot", relay::isActive);
    return relay;
  }

  void stopRelay(int index) {
    await(vertx.undeploy(relays.remove(index)));
  }

  boolean isFresh() {
    return health.isFresh(System.nanoTime());
  }

  void tail() {
    var tail =
        new JournalTail(
            vertx,
            servers.kafkaBootstrap(),
            interests::contains,
            change -> changes(change.ns()).add(change),
            members::add,
            health,
            losses::incrementAndGet,
            registry);
    await(tail.start());
  }

  /**
   * The seqs of the next {@code count} entries that come for {@code ns}, whatever comes between.
   */
  List<Long> next(UUID ns, int count) throws InterruptedException {
    List<Long> seqs = new ArrayList<>();
    while (seqs.size() < count) {
      FolderChange change = changes(ns).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (change == null) {
        throw new AssertionError("only " + seqs + " came of " + count);
      }
      change.entries().stream().map(JournalEntry::seq).forEach(seqs::add);
    }
    return seqs;
  }

  private LinkedBlockingQueue<FolderChange> changes(UUID ns) {
    return changes.computeIfAbsent(ns, _ -> new LinkedBlockingQueue<>());
  }

  /** A membership change of {@code ns}. */
  MemberChange nextMember(UUID ns) throws InterruptedException {
    while (true) {
      MemberChange change = members.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (change == null) {
        throw new AssertionError("no membership change came");
      }
      if (change.ns().equals(ns)) {
        return change;
      }
    }
  }

  double count(String counter) {
    var found = registry.find(counter).counters();
    return found.stream().mapToDouble(one -> one.count()).sum();
  }

  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() throws SQLException {
    await(vertx.close());
    PostgresUri uri = PostgresUri.parse(servers.postgresUri());
    try (var connection = DriverManager.getConnection(uri.jdbcUrl(), uri.jdbcProperties());
        var statement =
            connection.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_name = ? AND NOT active")) {
      statement.setString(1, settings.slot());
      until(
          "the slot is free",
          () -> {
            try (var rows = statement.executeQuery()) {
              return rows.next();
            } catch (SQLException e) {
              return false;
            }
          });
    }
  }
}
