package io.tidemark.loadgen.client;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request, one answer. A refusal fails with {@link HubException}, anything that is no answer
 * with {@link HubUnreachableException}.
 */
public final class HubHttp {
  private static final int ANSWER_SECONDS = 60;
  private static final int CONNECT_MILLIS = 5_000;

  private final HttpClient client;
  private final URI url;

  /**
   * @param url the hub's, such as {@code http://127.0.0.1:8080}
   * @param connections at most so many at once; further calls wait for one
   */
  public HubHttp(Vertx vertx, URI url, int connections) {
    this.url = url;
    this.client =
        vertx.createHttpClient(
            HubTrust.current()
                .applyTo(
                    new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setKeepAliveTimeout(30)
                        .setTcpNoDelay(true),
                    HttpClientOptions::setVerifyHost),
            new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(100_000));
  }

  public URI url() {
    return url;
  }

  /**
   * @param path of this hub, or an absolute URL that it gave
   */
  public Future<Answer> call(
      HttpMethod method,
      String path,
      @Nullable String token,
      Map<String, String> headers,
      @Nullable Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(absolute(path))
            .setIdleTimeout(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
    if (token != null) {
      options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
    }
    headers.forEach(options::putHeader);
    String name = method + " " + withoutQuery(path);
    // The body is asked for inside the event loop's own call: a listener that the calling thread
    // adds to the chain later than the answer comes would find the body gone.
    return client
        .request(options)
        .compose(request ->
            send(request, body)
                .compose(response -> response.body().map(bytes -> checked(name, response, bytes))))
        .recover(failure -> Future.failedFuture(typed(failure)));
  }

  public Future<JsonObject> json(
      HttpMethod method, String path, @Nullable String token, @Nullable JsonObject body) {
    return call(method, path, token, JSON, body == null ? null : body.toBuffer()).map(Answer::json);
  }

  static final Map<String, String> JSON = Map.of("content-type", "application/json");

  private static Future<HttpClientResponse> send(HttpClientRequest request, @Nullable Buffer body) {
    return body == null ? request.send() : request.send(body);
  }

  private String absolute(String path) {
    return path.startsWith("/") ? url.resolve(path).toString() : path;
  }

  /** A signed URL's query is a key: it stays out of messages. */
  private static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static Answer checked(String name, HttpClientResponse response, Buffer body) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Answer(status, body);
    }
    JsonObject document = document(response.headers(), body);
    throw new HubException(
        name,
        status,
        document.getString("code", "http_" + status),
        document,
        seconds(response.getHeader(HttpHeaders.RETRY_AFTER)));
  }

  private static JsonObject document(MultiMap headers, Buffer body) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.contains("json")) {
      return new JsonObject();
    }
    try {
      return new JsonObject(body);
    } catch (DecodeException | ClassCastException _) {
      return new JsonObject().put("detail", "an answer that is no JSON object");
    }
  }

  private static int seconds(@Nullable String retryAfter) {
    try {
      return retryAfter == null ? 0 : Integer.parseInt(retryAfter.trim());
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private RuntimeException typed(Throwable failure) {
    if (failure instanceof HubException refused) {
      return refused;
    }
    return new HubUnreachableException(url.toString(), failure);
  }

  public Future<Void> close() {
    return client.close();
  }
}
