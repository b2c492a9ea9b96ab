package io.tidemark.faults;

import io.tidemark.TcpProxy;
import io.tidemark.TestTokens;
import io.tidemark.config.DataFolder;
import io.tidemark.config.Servers;
import io.tidemark.config.embedded.EmbeddedKafka;
import io.tidemark.config.embedded.EmbeddedPostgres;
import io.tidemark.config.embedded.EmbeddedRedis;
import io.tidemark.config.embedded.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Three servers, some nodes, and the networks between them: all of it may fail. */
final class FaultWorld implements AutoCloseable {
  private static final Duration HEALED = Duration.ofSeconds(60);
  private static final String KEY = "5eed".repeat(16);

  private final TestTokens tokens = new TestTokens();
  private final DataFolder folder;
  private final FaultServer postgres;
  private final FaultServer redis;
  private final FaultServer kafka;
  private final List<FaultNode> nodes = new ArrayList<>();

  /** Between the nodes of a cluster; none where they know nothing of one another. */
  private final @Nullable Interconnect interconnect;

  /**
   * @param settings what each node has set beside where its servers are, a node each
   */
  private FaultWorld(
      DataFolder folder, @Nullable Interconnect interconnect, List<Map<String, String>> settings) {
    this.folder = folder;
    this.interconnect = interconnect;
    CompletableFuture<FaultServer> slowest =
        CompletableFuture.supplyAsync(() -> new FaultServer(() -> EmbeddedKafka.start(folder)));
    this.postgres = new FaultServer(() -> EmbeddedPostgres.start(folder));
    this.redis = new FaultServer(() -> EmbeddedRedis.start(folder));
    this.kafka = slowest.join();
    for (Map<String, String> each : settings) {
      nodes.add(node("node-" + nodes.size(), each));
    }
    heal();
  }

  /** Two nodes that know nothing of one another. */
  static FaultWorld start() {
    return new FaultWorld(folder(), null, List.of(Map.of(), Map.of()));
  }

  /** So many nodes that are one cluster. */
  static FaultWorld cluster(int nodes) {
    DataFolder folder = folder();
    Interconnect interconnect = new Interconnect(folder, nodes);
    return new FaultWorld(folder, interconnect, interconnect.environments());
  }

  private static DataFolder folder() {
    try {
      // Of this name, so that the next run removes what one that was killed has left.
      return DataFolder.open(Files.createTempDirectory("tidemark-test-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FaultNode node(String name, Map<String, String> settings) {
    TcpProxy toPostgres = TcpProxy.to(postgres.port());
    TcpProxy toRedis = TcpProxy.to(redis.port());
    Map<String, String> environment = new HashMap<>(settings);
    environment.put(
        "TIDEMARK_POSTGRES_URI",
        postgres.address().replace(":" + postgres.port(), ":" + toPostgres.port()));
    environment.put("TIDEMARK_REDIS_URI", "redis://127.0.0.1:" + toRedis.port());
    environment.put("TIDEMARK_KAFKA_BOOTSTRAP", kafka.address());
    environment.put("TIDEMARK_AUTH_JWKS_URI", tokens.jwksUri());
    environment.put("TIDEMARK_CURSOR_SIGNING_KEY", KEY);
    environment.put("TIDEMARK_BLOCKS_SIGNING_KEY", KEY);
    // A device that has vanished is noticed after two of them.
    environment.put("TIDEMARK_GATEWAY_HEARTBEAT_SECONDS", "2");
    // So that a drain takes long enough to be looked at.
    environment.put("TIDEMARK_GATEWAY_DEPARTURES_PER_SECOND", "50");
    return new FaultNode(folder.root().resolve(name), environment, toPostgres, toRedis);
  }

  TestTokens tokens() {
    return tokens;
  }

  FaultServer postgres() {
    return postgres;
  }

  FaultServer redis() {
    return redis;
  }

  FaultServer kafka() {
    return kafka;
  }

  /** The networks between the nodes and PostgreSQL. */
  Networks toPostgres() {
    return new Networks(nodes.stream().map(FaultNode::toPostgres).toList());
  }

  /** The networks between the nodes and Redis. */
  Networks toRedis() {
    return new Networks(nodes.stream().map(FaultNode::toRedis).toList());
  }

  /** The networks by which the nodes of a cluster reach each other. */
  Networks between() {
    return Objects.requireNonNull(interconnect, "the nodes are no cluster").networks();
  }

  FaultNode first() {
    return nodes.getFirst();
  }

  FaultNode second() {
    return nodes.get(1);
  }

  List<FaultNode> nodes() {
    return nodes;
  }

  /** The node that moves the journal to Kafka. */
  FaultNode relaying() {
    Eventually.within(
        HEALED, () -> "no node relays", () -> nodes.stream().anyMatch(FaultNode::relays));
    return nodes.stream().filter(FaultNode::relays).findFirst().orElseGet(this::relaying);
  }

  /** The one after it. */
  FaultNode other(FaultNode than) {
    return nodes.get((nodes.indexOf(than) + 1) % nodes.size());
  }

  /** Everything in Redis is gone. */
  void flushRedis() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
      if (!answer.equals("+OK")) {
        throw new IllegalStateException(answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The servers themselves, past the networks of the test. */
  Servers servers() {
    return new Servers(postgres.address(), redis.address(), kafka.address());
  }

  /** Everything runs, every network passes. Returns when all nodes say that they are ready. */
  void heal() {
    toPostgres().pass();
    toRedis().pass();
    if (interconnect != null) {
      interconnect.networks().pass();
    }
    List.of(postgres, redis, kafka).parallelStream().forEach(FaultServer::heal);
    nodes().forEach(FaultNode::heal);
    for (FaultNode node : nodes()) {
      node.open();
      Eventually.within(HEALED, () -> "not ready: " + node.output(), node::isReady);
    }
  }

  @Override
  public void close() {
    nodes().parallelStream().forEach(FaultNode::close);
    List.of(postgres, redis, kafka).parallelStream().forEach(FaultServer::close);
    if (interconnect != null) {
      interconnect.close();
    }
    tokens.close();
    folder.close();
    try {
      Folders.delete(folder.root());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
