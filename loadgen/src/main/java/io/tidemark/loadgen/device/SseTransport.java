package io.tidemark.loadgen.device;

import io.tidemark.loadgen.client.HubTrust;
import io.tidemark.loadgen.client.Session;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.MalformedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** {@code GET /v1/events}; acknowledges by {@code POST /v1/ack}. */
final class SseTransport implements Transport {
  private final HttpClient client;
  private final URI hub;
  private final Session session;

  /** The connections of all event streams of a process. */
  static HttpClient client(Vertx vertx, int connections) {
    return vertx.createHttpClient(
        HubTrust.current()
            .applyTo(
                new HttpClientOptions().setKeepAlive(false).setTcpNoDelay(true),
                HttpClientOptions::setVerifyHost),
        new PoolOptions().setHttp1MaxSize(connections));
  }

  SseTransport(HttpClient client, URI hub, Session session) {
    this.client = client;
    this.hub = hub;
    this.session = session;
  }

  @Override
  public String name() {
    return Way.EVENT_STREAM.title();
  }

  @Override
  public boolean tellsWatermarks() {
    return false;
  }

  @Override
  public Future<Connection> open(String token, Hello hello, Listener listener) {
    StringBuilder path = new StringBuilder("/v1/events?device=").append(encoded(hello.device()));
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .putHeader("authorization", "Bearer " + token)
            .putHeader("accept", "text/event-stream");
    String cursor = hello.cursor();
    if (cursor != null) {
      path.append("&cursor=").append(encoded(cursor));
      options.putHeader("last-event-id", cursor);
    }
    options.setAbsoluteURI(hello.hub(hub).resolve(path.toString()).toString());
    return client
        .request(options)
        .compose(HttpClientRequest::send)
        .compose(response -> opened(response, hello.device(), listener));
  }

  private Future<Connection> opened(HttpClientResponse response, String device, Listener listener) {
    if (response.statusCode() != 200) {
      return response
          .body()
          .compose(body ->
              Future.failedFuture(
                  new TurnedAway(
                      "GET /v1/events was answered " + response.statusCode() + ": " + body,
                      TurnedAway.seconds(response.getHeader("Retry-After")))));
    }
    SseParser parser = new SseParser(event -> read(event, listener));
    Stream stream = new Stream(response, device, listener);
    response.handler(bytes -> parser.feed(bytes.getBytes()));
    response.endHandler(_ -> stream.ended("ended"));
    response.exceptionHandler(failure -> stream.ended(String.valueOf(failure.getMessage())));
    return Future.succeededFuture(stream);
  }

  private static void read(SseEvent event, Listener listener) {
    try {
      listener.frame(FrameCodec.decodeServer(event.data()), event.id());
    } catch (MalformedException e) {
      listener.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private final class Stream implements Connection {
    private final HttpClientResponse response;
    private final String device;
    private final Listener listener;
    private boolean ended;

    Stream(HttpClientResponse response, String device, Listener listener) {
      this.response = response;
      this.device = device;
      this.listener = listener;
    }

    void ended(String reason) {
      if (!ended) {
        ended = true;
        listener.closed(0, reason);
      }
    }

    @Override
    public Future<Void> ack(Map<UUID, Long> watermarks) {
      return session.ack(device, watermarks);
    }

    @Override
    public void close() {
      Future<Void> closing = response.request().connection().close();
      closing.onFailure(_ -> {});
    }
  }
}
