package io.tidemark.loadgen.cli;

import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.HubHttp;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.client.TokenSource;
import io.tidemark.loadgen.client.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command works with; closed at its end. */
public final class Toolbox implements AutoCloseable {
  private static final int CONNECTIONS = 32;

  private final Vertx vertx;
  private final HubHttp http;
  private final Tokens tokens;
  private final @Nullable String token;
  private final List<Runnable> atEnd = new ArrayList<>();

  public Toolbox(URI hub, @Nullable String token) {
    this(hub, token, CONNECTIONS);
  }

  public Toolbox(URI hub, @Nullable String token, int connections) {
    this.vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    this.http = new HubHttp(vertx, hub, connections);
    this.tokens = new Tokens(vertx, http);
    this.token = token;
  }

  public Vertx vertx() {
    return vertx;
  }

  public HubHttp http() {
    return http;
  }

  public Tokens tokens() {
    return tokens;
  }

  public Session session(String user) {
    String given = token;
    return new Session(
        vertx,
        http,
        user,
        given == null ? TokenSource.minted(tokens, user) : TokenSource.fixed(given));
  }

  /**
   * Fails at once, instead of after all retries, where nobody listens.
   *
   * @throws io.tidemark.loadgen.client.HubUnreachableException if so
   */
  public void ping() {
    Await.of(http.call(HttpMethod.GET, "/livez", null, Map.of(), null));
  }

  /** The hub's metrics; all zero where it does not show any. */
  public Metrics metrics() {
    return Await.of(
        http.call(HttpMethod.GET, "/metrics", null, Map.of(), null)
            .map(answer -> Metrics.parse(answer.body().toString(StandardCharsets.UTF_8)))
            .otherwise(new Metrics(Map.of())));
  }

  /** To be done before this is closed, the last one first. By the command's own thread. */
  public void atEnd(Runnable task) {
    atEnd.add(task);
  }

  @Override
  public void close() {
    atEnd.reversed().forEach(Runnable::run);
    Await.of(vertx.close(), Duration.ofSeconds(10));
  }
}
