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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Three servers, two nodes, and the networks between them: all of it may fail. */
final class FaultWorld implements AutoCloseable {
  private static final Duration HEALED = Duration.ofSeconds(60);
  private static final String KEY = "5eed".repeat(16);

  private final TestTokens tokens = new TestTokens();
  private final DataFolder folder;
  private final FaultServer postgres;
  private final FaultServer redis;
  private final FaultServer kafka;
  private final TcpProxy toPostgres;
  private final TcpProxy toRedis;
  private final FaultNode first;
  private final FaultNode second;

  private FaultWorld(DataFolder folder) {
    this.folder = folder;
    CompletableFuture<FaultServer> slowest =
        CompletableFuture.supplyAsync(() -> new FaultServer(() -> EmbeddedKafka.start(folder)));
    this.postgres = new FaultServer(() -> EmbeddedPostgres.start(folder));
    this.redis = new FaultServer(() -> EmbeddedRedis.start(folder));
    this.toPostgres = TcpProxy.to(postgres.port());
    this.toRedis = TcpProxy.to(redis.port());
    this.kafka = slowest.join();
    this.first = node("first");
    this.second = node("second");
    heal();
  }

  static FaultWorld start() {
    try {
      // Of this name, so that the next run removes what one that was killed has left.
      return new FaultWorld(DataFolder.open(Files.createTempDirectory("tidemark-test-")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FaultNode node(String name) {
    Path data = folder.root().resolve(name);
    return new FaultNode(
        data,
        Map.of(
            "TIDEMARK_POSTGRES_URI",
            postgres.address().replace(":" + postgres.port(), ":" + toPostgres.port()),
            "TIDEMARK_REDIS_URI",
            "redis://127.0.0.1:" + toRedis.port(),
            "TIDEMARK_KAFKA_BOOTSTRAP",
            kafka.address(),
            "TIDEMARK_AUTH_JWKS_URI",
            tokens.jwksUri(),
            "TIDEMARK_CURSOR_SIGNING_KEY",
            KEY,
            "TIDEMARK_BLOCKS_SIGNING_KEY",
            KEY,
            // A device that has vanished is noticed after two of them.
            "TIDEMARK_GATEWAY_HEARTBEAT_SECONDS",
            "2",
            // So that a drain takes long enough to be looked at.
            "TIDEMARK_GATEWAY_DEPARTURES_PER_SECOND",
            "50"));
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

  /** The network between the nodes and PostgreSQL. */
  TcpProxy toPostgres() {
    return toPostgres;
  }

  /** The network between the nodes and Redis. */
  TcpProxy toRedis() {
    return toRedis;
  }

  FaultNode first() {
    return first;
  }

  FaultNode second() {
    return second;
  }

  List<FaultNode> nodes() {
    return List.of(first, second);
  }

  /** The node that moves the journal to Kafka. */
  FaultNode relaying() {
    Eventually.within(HEALED, () -> "no node relays", () -> first.relays() || second.relays());
    return first.relays() ? first : second;
  }

  FaultNode other(FaultNode than) {
    return than.equals(first) ? second : first;
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

  /** Everything runs, every network passes. Returns when both nodes say that they are ready. */
  void heal() {
    toPostgres.pass();
    toRedis.pass();
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
    toPostgres.close();
    toRedis.close();
    tokens.close();
    folder.close();
    try {
      Folders.delete(folder.root());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
