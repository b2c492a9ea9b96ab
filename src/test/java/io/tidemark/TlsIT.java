package io.tidemark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.faults.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listener with TLS: WebSockets, event streams over HTTP/2 and HTTP/1.1, on one port. */
@Timeout(60)
class TlsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int MANY = 40;

  /** Of the hub: event streams and long-polls on one connection. */
  private static final int HELD_MOST = 50;

  @TempDir static Path folder;

  private static TestHub hub;
  private static TestCertificate serves;
  private static TestCertificate first;
  private static TestCertificate second;
  private static Vertx vertx;

  private final String user = "user-" + UUID.randomUUID();
  private final String token = hub.tokens().of(user);
  private final HttpClientAgent http2 = client(HttpVersion.HTTP_2);

  @BeforeAll
  static void start() throws IOException {
    first = TestCertificate.make(folder.resolve("first"));
    second = TestCertificate.make(folder.resolve("second"));
    serves = TestCertificate.make(folder.resolve("serves"));
    first.replace(serves);
    hub =
        TestHub.own(
            Map.of(
                "tls.mode",
                "files",
                "tls.handshakeSeconds",
                "3",
                "tls.certificate",
                serves.certificate().toString(),
                "tls.key",
                serves.key().toString()));
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    hub.stop();
    vertx.close().await();
  }

  @Test
  void one_port_speaks_http2_http1_and_websockets() throws Exception {
    assertThat(hub.base().getScheme()).isEqualTo("https");
    assertThat(version(http2)).isEqualTo(HttpVersion.HTTP_2);
    assertThat(version(client(HttpVersion.HTTP_1_1))).isEqualTo(HttpVersion.HTTP_1_1);

    BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    java.net.http.HttpClient jdk =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .sslContext(TestCertificate.trusting(first, second))
            .build();
    WebSocket socket =
        jdk.newWebSocketBuilder()
            .subprotocols("tidemark.v1")
            .header("Authorization", "Bearer " + token)
            .buildAsync(
                URI.create("wss://" + hub.base().getAuthority() + "/v1/connect"), texts(frames))
            .get(20, TimeUnit.SECONDS);
    socket.sendText("{\"type\":\"hello\",\"device\":\"ws\"}", true).get(20, TimeUnit.SECONDS);
    until(frames, "\"live\"");
    String ns = home();
    newFile(ns, "/secure.txt");
    assertThat(until(frames, "\"delta\"")).contains("/secure.txt");
  }

  @Test
  void older_versions_of_tls_and_plain_text_are_refused() throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TestCertificate.trusting(first, second)
                .getSocketFactory()
                .createSocket("127.0.0.1", hub.base().getPort())) {
      socket.setSoTimeout(10_000);
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
    failures("version", 1);
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), hub.base().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: hub\r\n\r\n".getBytes(US_ASCII));
      String said = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(said).doesNotContain("HTTP/1.1 200");
    }
    failures("plain_text", 1);
  }

  @Test
  void who_does_not_finish_the_handshake_is_cut_off() throws Exception {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), hub.base().getPort())) {
      socket.setSoTimeout(20_000);
      // The beginning of a record of a handshake.
      socket.getOutputStream().write(new byte[] {22, 3, 1});
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    failures("timeout", 1);
  }

  @Test
  void who_does_not_trust_the_certificate_is_counted() throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TestCertificate.trusting(TestCertificate.make(folder.resolve("another")))
                .getSocketFactory()
                .createSocket("127.0.0.1", hub.base().getPort())) {
      socket.setSoTimeout(10_000);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
    failures("untrusted", 1);
  }

  @Test
  void half_of_a_connections_streams_stay_free_for_requests() {
    List<Stream> streams = IntStream.range(0, HELD_MOST).mapToObj(i -> stream("held" + i)).toList();
    HttpClientResponse refused = call(HttpMethod.GET, "/v1/events?device=more", null);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.getHeader("retry-after")).isNotNull();
    assertThat(body(refused)).contains("holds 50 event streams and long-polls");
    assertThat(metric("admissions_refused_total{reason=\"streams\"}")).isEqualTo(1);

    streams.getFirst().request().reset();
    streamsAre(HELD_MOST - 1);
    Stream next = stream("next");
    until(next.events(), "event: live");
    next.request().reset();
    streams.forEach(stream -> stream.request().reset());
    streamsAre(0);
  }

  private void failures(String reason, int times) {
    String name = "tls_handshakes_failed_total{reason=\"" + reason + "\"}";
    Eventually.within(PATIENCE, () -> name + " " + metric(name), () -> metric(name) == times);
  }

  @Test
  void many_event_streams_share_a_connection_and_one_that_breaks_off_takes_none_along() {
    String ns = home();
    List<Stream> streams = IntStream.range(0, MANY).mapToObj(i -> stream("sse" + i)).toList();
    streams.forEach(stream -> until(stream.events(), "event: live"));
    assertThat(streams.stream().map(Stream::connection).distinct()).hasSize(1);

    newFile(ns, "/all.txt");
    streams.forEach(stream -> until(stream.events(), "/all.txt"));
    streams.subList(1, MANY).forEach(stream -> stream.request().reset());
    newFile(ns, "/one.txt");
    until(streams.getFirst().events(), "/one.txt");
    streamsAre(1);
    streams.getFirst().request().reset();
    streamsAre(0);
  }

  @Test
  void a_stream_that_is_not_read_holds_back_nothing_of_its_neighbour_and_arrives_in_the_end() {
    String ns = home();
    Stream standing = stream("standing");
    Stream reading = stream("reading");
    until(standing.events(), "event: live");
    until(reading.events(), "event: live");
    assertThat(reading.connection()).isSameAs(standing.connection());
    standing.response().pause();

    // About 50 KiB in each delta: after some the stream's window and queue are full.
    int last = 0;
    for (int round = 0; round < 8; round++) {
      last = batch(ns, round, 100);
      until(reading.events(), "\"to\":" + last + ",");
    }
    assertThat(standing.events()).as("what arrived while paused").hasSizeLessThan(16);
    standing.response().resume();
    String head = "\"to\":" + last + ",";
    String said = until(standing.events(), head);
    assertThat(said).contains("event: delta");
    standing.request().reset();
    reading.request().reset();
  }

  @Test
  void a_replaced_certificate_is_served_to_the_next_while_open_connections_live() throws Exception {
    String ns = home();
    Stream open = stream("open");
    until(open.events(), "event: live");
    assertThat(served()).isEqualTo(first.read());
    double before = metric("tls_certificate_changes_total");

    // A key without its certificate, as while files are being replaced by hand.
    java.nio.file.Files.copy(
        second.key(), serves.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Eventually.within(
        PATIENCE,
        () -> "changes: " + metric("tls_certificate_changes_total"),
        () -> metric("tls_certificate_changes_total") > before);
    assertThat(served()).isEqualTo(first.read());

    second.replace(serves);
    Eventually.within(PATIENCE, () -> "the first is still served", () -> isServed(second));
    assertThat(version(client(HttpVersion.HTTP_2))).isEqualTo(HttpVersion.HTTP_2);
    newFile(ns, "/after.txt");
    until(open.events(), "/after.txt");
    assertThat(open.response().request().connection().isSsl()).isTrue();
    first.replace(serves);
    Eventually.within(PATIENCE, () -> "the second is still served", () -> isServed(first));
  }

  @Test
  void who_opens_and_breaks_off_streams_without_end_is_disconnected() {
    HttpClientAgent flooding = client(HttpVersion.HTTP_2);
    AtomicInteger closed = new AtomicInteger();
    assertThat(
            flooding
                .request(options("/livez"))
                .await()
                .connection()
                .remoteSettings()
                .getMaxConcurrentStreams())
        .isEqualTo(100);
    for (int i = 0; i < 300 && closed.get() == 0; i++) {
      try {
        HttpClientRequest request = flooding.request(options("/livez")).await(5, TimeUnit.SECONDS);
        request.connection().closeHandler(_ -> closed.incrementAndGet());
        request.exceptionHandler(_ -> {});
        request.end();
        request.reset();
      } catch (Exception e) {
        break;
      }
    }
    Eventually.within(PATIENCE, () -> "still connected", () -> closed.get() > 0);
    // Others are not concerned.
    assertThat(version(http2)).isEqualTo(HttpVersion.HTTP_2);
  }

  @Test
  void headers_beyond_the_limit_are_refused_and_the_hub_goes_on() {
    RequestOptions options = options("/livez").putHeader("x-large", "x".repeat(80_000));
    assertThatThrownBy(
            () -> {
              HttpClientResponse response =
                  http2
                      .request(options)
                      .compose(HttpClientRequest::send)
                      .await(10, TimeUnit.SECONDS);
              if (response.statusCode() == 431) {
                throw new IOException("431");
              }
            })
        .isNotNull();
    assertThat(version(client(HttpVersion.HTTP_2))).isEqualTo(HttpVersion.HTTP_2);
  }

  private static WebSocket.Listener texts(BlockingQueue<String> frames) {
    StringBuilder open = new StringBuilder();
    return new WebSocket.Listener() {
      @Override
      public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        open.append(part);
        if (last) {
          frames.add(open.toString());
          open.setLength(0);
        }
        from.request(1);
        return null;
      }
    };
  }

  private record Stream(
      HttpClientRequest request, HttpClientResponse response, BlockingQueue<String> events) {
    Object connection() {
      return request.connection();
    }
  }

  private Stream stream(String device) {
    HttpClientRequest request =
        http2
            .request(
                options("/v1/events?device=" + device)
                    .putHeader("authorization", "Bearer " + token))
            .await();
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    StringBuilder open = new StringBuilder();
    HttpClientResponse response =
        request
            .send()
            .onSuccess(answer -> {
              answer.exceptionHandler(_ -> {});
              answer.handler(bytes -> {
                open.append(bytes.toString());
                for (int end = open.indexOf("\n\n"); end >= 0; end = open.indexOf("\n\n")) {
                  events.add(open.substring(0, end));
                  open.delete(0, end + 2);
                }
              });
            })
            .await();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
    return new Stream(request, response, events);
  }

  private static String until(BlockingQueue<String> said, String wanted) {
    try {
      for (; ; ) {
        String one = said.poll(20, TimeUnit.SECONDS);
        if (one == null) {
          throw new AssertionError("nothing said " + wanted);
        }
        if (one.contains(wanted)) {
          return one;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void streamsAre(int streams) {
    Eventually.within(
        PATIENCE,
        () -> "streams: " + metric("connections{transport=\"sse\"}"),
        () -> metric("connections{transport=\"sse\"}") == streams);
  }

  private double metric(String name) {
    String body = body(call(HttpMethod.GET, "/metrics", null));
    double sum = 0;
    for (String line : body.split("\n")) {
      if (line.startsWith(name)) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ')));
      }
    }
    return sum;
  }

  private String home() {
    return new JsonObject(body(call(HttpMethod.GET, "/v1/namespaces", null)))
        .getJsonArray("namespaces")
        .getJsonObject(0)
        .getString("ns");
  }

  private void newFile(String ns, String path) {
    JsonObject file = new JsonObject().put("ns", ns).put("path", path);
    assertThat(call(HttpMethod.POST, "/v1/files", file).statusCode()).isEqualTo(201);
  }

  /** Returns the seq of the last. */
  private int batch(String ns, int round, int files) {
    for (int i = 0; i < files; i++) {
      newFile(ns, "/" + "long name ".repeat(40) + round + "-" + i + ".txt");
    }
    return new JsonObject(
            body(call(HttpMethod.GET, "/v1/namespaces/" + ns + "/journal?after=0&limit=1", null)))
        .getInteger("head");
  }

  private HttpClientResponse call(HttpMethod method, String path, JsonObject json) {
    RequestOptions options =
        options(path)
            .setMethod(method)
            .putHeader("authorization", "Bearer " + token)
            .putHeader("content-type", "application/json");
    return within(
        http2
            .request(options)
            .compose(request -> request.send(json == null ? Buffer.buffer() : json.toBuffer()))
            .compose(response -> response.body().map(response)));
  }

  private static String body(HttpClientResponse response) {
    return response.body().await().toString();
  }

  private static HttpVersion version(HttpClient client) {
    return within(client.request(options("/livez")).compose(HttpClientRequest::send)).version();
  }

  private static <T> T within(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static RequestOptions options(String path) {
    URI base = hub.base();
    return new RequestOptions().setAbsoluteURI(base.resolve(path).toString());
  }

  private static HttpClientAgent client(HttpVersion version) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setProtocolVersion(version)
            .setUseAlpn(true)
            // Of all streams together: one that is not read shall not use it up.
            .setHttp2ConnectionWindowSize(1 << 20)
            .setTrustOptions(trust(first, second)),
        new PoolOptions().setHttp2MaxSize(1));
  }

  private static PemTrustOptions trust(TestCertificate... trusted) {
    PemTrustOptions options = new PemTrustOptions();
    for (TestCertificate one : trusted) {
      options.addCertPath(one.certificate().toString());
    }
    return options;
  }

  /** What a new connection is shown. */
  private static X509Certificate served() throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TestCertificate.trusting(first, second)
                .getSocketFactory()
                .createSocket("127.0.0.1", hub.base().getPort())) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static boolean isServed(TestCertificate wanted) {
    try {
      return served().equals(wanted.read());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
