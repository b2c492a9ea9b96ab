package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pins what is known of Vert.x' inside: another version of it may break this, and only this. */
class VertxInsideTest {
  private static final String REQUEST = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private final Vertx vertx = Vertx.vertx();

  /** What the taken channel got, as text. */
  private final LinkedBlockingQueue<String> taken = new LinkedBlockingQueue<>();

  private final List<WeakReference<HttpConnection>> connections = new CopyOnWriteArrayList<>();
  private volatile @Nullable ChannelHandlerContext channel;

  @AfterEach
  void stop() {
    TestGateway.await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothing_of_http_stays_in_a_connection_that_was_taken(boolean tls) throws Exception {
    Socket client = connect(tls);
    write(client, REQUEST);
    assertThat(next()).isEqualTo("taken");
    write(client, "hello");
    assertThat(next()).isEqualTo("hello");

    assertThat(handlers())
        .containsExactlyElementsOf(tls ? List.of("ssl", "frames") : List.of("frames"));
    client.close();
    assertThat(next()).isEqualTo("gone");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_comes_right_behind_the_request_is_not_lost(boolean tls) throws Exception {
    Socket client = connect(tls);
    write(client, REQUEST + "hello");

    assertThat(next()).isEqualTo("taken");
    assertThat(next()).isEqualTo("hello");
  }

  @Test
  void a_connection_may_be_taken_by_a_later_request() throws Exception {
    Socket client = connect(false);
    write(client, REQUEST.replace("/x", "/plain"));
    assertThat(next()).isEqualTo("plain");
    write(client, REQUEST + "hello");

    assertThat(next()).isEqualTo("taken");
    assertThat(next()).isEqualTo("hello");
    assertThat(handlers()).containsExactly("frames");
  }

  @Test
  void nothing_of_vertx_is_kept_alive_by_it() throws Exception {
    Socket client = connect(false);
    write(client, REQUEST);
    assertThat(next()).isEqualTo("taken");

    TestGateway.until(() -> {
      System.gc();
      return connections.getFirst().refersTo(null);
    });
    write(client, "hello");
    assertThat(next()).isEqualTo("hello");
  }

  private List<String> handlers() {
    ChannelHandlerContext known = channel;
    assertThat(known).isNotNull();
    List<String> names = new CopyOnWriteArrayList<>(known.pipeline().names());
    names.removeLast(); // Netty's own end.
    return names;
  }

  private String next() throws InterruptedException {
    String said = taken.poll(20, TimeUnit.SECONDS);
    assertThat(said).as("something within 20 s").isNotNull();
    return said;
  }

  private static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A client that has nothing of Vert.x, so that it is the server alone that is looked at. */
  private Socket connect(boolean tls) throws Exception {
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    if (tls) {
      options
          .setSsl(true)
          // The first handshake of a JVM on a busy machine takes its time.
          .setSslHandshakeTimeout(60)
          .setUseAlpn(true)
          .setKeyCertOptions(SelfSignedCertificate.create("localhost").keyCertOptions());
    }
    HttpServer server =
        TestGateway.await(
            vertx
                .createHttpServer(options)
                .requestHandler(request -> {
                  if (request.path().equals("/plain")) {
                    request.response().end().onSuccess(_ -> taken.add("plain"));
                    return;
                  }
                  connections.add(new WeakReference<>(request.connection()));
                  ChannelHandlerContext context = VertxInside.context(request.connection());
                  assertThat(context).isNotNull();
                  taken.add("taken");
                  VertxInside.take(context, new Taken());
                })
                .listen());
    InetAddress host = InetAddress.ofLiteral("127.0.0.1");
    if (!tls) {
      return new Socket(host, server.actualPort());
    }
    SSLContext anybody = SSLContext.getInstance("TLS");
    anybody.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    return anybody.getSocketFactory().createSocket(host, server.actualPort());
  }

  /** Keeps the bytes, and when it ended. */
  private final class Taken extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        taken.add(
            Buffer.buffer(io.netty.buffer.ByteBufUtil.getBytes(bytes))
                .toString(StandardCharsets.UTF_8));
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      taken.add("gone");
    }
  }
}
