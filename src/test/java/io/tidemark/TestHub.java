package io.tidemark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidemark.app.RunningHub;
import io.tidemark.config.DataFolder;
import io.tidemark.config.Servers;
import io.tidemark.config.Settings;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.faults.Eventually;
import io.tidemark.loadgen.cli.Metrics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.DoublePredicate;

/**
 * One hub for all tests of a JVM that do not need their own: on the shared servers, in a database
 * of its own, on any free port, with an issuer of tokens beside it.
 */
public final class TestHub {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(15);

  /** Known, so that tests can bring cursors that the hub would not give out any more. */
  static final byte[] CURSOR_KEY = "a key of cursors for tests alone".getBytes(US_ASCII);

  private final TestTokens tokens;
  private final RunningHub hub;
  private final Path data;
  private final Servers servers;

  private TestHub(
      TestTokens tokens, Servers servers, Map<String, String> overrides, InstantSource clock) {
    this.tokens = tokens;
    this.servers = servers;
    try {
      data = Files.createTempDirectory("tidemark-test");
      Map<String, String> all = new HashMap<>(overrides);
      all.put("http.port", "0");
      all.put("data.dir", data.toString());
      all.put("auth.dev", "on");
      all.put("auth.jwksUri", tokens.jwksUri());
      all.put("cursor.signingKey", HexFormat.of().formatHex(CURSOR_KEY));
      Settings settings = Settings.load(Map.of(), all);
      hub = RunningHub.start(settings, servers, DataFolder.open(data), clock, START, STOP);
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the hub under test did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(hub::close, "test-hub-stop"));
  }

  private static final class Holder {
    private static final TestHub HUB = own(Map.of());
  }

  private static Servers freshServers() {
    Servers shared = SharedServers.get();
    return new Servers(SharedServers.freshDatabase(), shared.redisUri(), shared.kafkaBootstrap());
  }

  /** Starts it when it is asked for first. */
  public static TestHub get() {
    return Holder.HUB;
  }

  /**
   * One more, in a database of its own, for a test that does to it what others must not see.
   *
   * @param overrides settings
   */
  static TestHub own(Map<String, String> overrides) {
    return new TestHub(new TestTokens(), freshServers(), overrides, InstantSource.system());
  }

  /** Another node on the same servers, for which the same tokens are good. */
  TestHub another(Map<String, String> overrides) {
    return another(overrides, InstantSource.system());
  }

  /** Another, where the clock shows another time. */
  TestHub another(Map<String, String> overrides, InstantSource clock) {
    return new TestHub(tokens, servers, overrides, clock);
  }

  /** Stops it; only for one's own. */
  void stop() {
    hub.close();
  }

  /** Where its servers are. */
  Servers servers() {
    return servers;
  }

  /** Where it keeps its blocks. */
  Path blocks() {
    return data.resolve("blocks");
  }

  public URI base() {
    return URI.create(hub.url());
  }

  public TestTokens tokens() {
    return tokens;
  }

  /** A client for this user. */
  public TestClient client(String user) {
    return new TestClient(base(), user, tokens.of(user));
  }

  /** A client for a user that no other test has. */
  public TestClient newUser() {
    return client("user-" + UUID.randomUUID());
  }

  /** A client that sends no token. */
  public TestClient stranger() {
    return new TestClient(base(), "nobody", null);
  }

  /** A client with this token. */
  public TestClient withToken(String token) {
    return new TestClient(base(), "nobody", token);
  }

  /** What {@code /metrics} tells of a name, over all labels. */
  public double metric(String name) {
    return Metrics.parse(stranger().get("/metrics").expect(200).body()).sum(name);
  }

  /** Waits until it does. */
  public void awaitMetric(String name, DoublePredicate good) {
    Eventually.within(PATIENCE, () -> name + " is " + metric(name), () -> good.test(metric(name)));
  }
}
