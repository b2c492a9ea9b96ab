package io.tidemark.http;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.flow.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** A real HTTP server on a free port with the endpoints under test, and a client to ask it. */
public final class TestHub implements AutoCloseable {
  private static final RSAKey KEY = TestTokens.rsa("test");

  private final Vertx vertx;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  public final SimpleMeterRegistry metrics;

  private TestHub(Vertx vertx, HttpServer server, SimpleMeterRegistry metrics) {
    this.vertx = vertx;
    this.server = server;
    this.metrics = metrics;
  }

  public static TestHub start(
      Vertx vertx, List<? extends Endpoints> open, List<? extends Endpoints> forCallers) {
    return start(vertx, caller -> Future.succeededFuture(), open, forCallers);
  }

  public static TestHub start(
      Vertx vertx,
      Function<Caller, Future<Void>> admit,
      List<? extends Endpoints> open,
      List<? extends Endpoints> forCallers) {
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    TokenVerifier verifier =
        new JwtVerifier(new TestTokens.FixedKeys(KEY.toPublicJWK()), null, Instant::now, metrics);
    Router router =
        HubRouter.of(
            vertx, new Problems(metrics), new Authentication(verifier, admit), open, forCallers);
    HttpServer server =
        await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    return new TestHub(vertx, server, metrics);
  }

  public static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** What a future fails with. */
  public static Throwable failureOf(Future<?> future) {
    try {
      await(future);
      throw new AssertionError("the future did not fail");
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  public static String token(String user) {
    return TestTokens.sign(
        KEY,
        JWSAlgorithm.RS256,
        TestTokens.claims()
            .subject(user)
            .expirationTime(Date.from(Instant.now().plusSeconds(300)))
            .build());
  }

  /** An answer, with its body read as JSON where it is some. */
  public record Answer(int status, JsonObject body, HttpResponse<byte[]> raw) {
    public String code() {
      return body.getString("code");
    }
  }

  /** A request of {@code user}, with a JSON body where there is one. */
  public Answer call(String user, String method, String path, JsonObject body) {
    return send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Authorization", "Bearer " + token(user))
            .method(method, publisher(body))
            .build());
  }

  private static BodyPublisher publisher(JsonObject body) {
    return body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode());
  }

  public Answer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      String type = response.headers().firstValue("Content-Type").orElse("");
      JsonObject body =
          type.endsWith("json")
              ? new JsonObject(new String(response.body(), java.nio.charset.StandardCharsets.UTF_8))
              : new JsonObject();
      return new Answer(response.statusCode(), body, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.close();
    await(server.close());
    await(vertx.close());
  }
}
