package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.ServerFrame;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A device's WebSocket. Every frame of the hub is held against asyncapi.yaml. */
public final class TestSocket implements AutoCloseable {
  private static final long SECONDS = 20;
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final Received received = new Received();
  private final WebSocket socket;

  private TestSocket(URI uri, @Nullable String token) {
    WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols("tidemark.v1");
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    socket = await(builder.buildAsync(uri, received));
  }

  /** Connects; says nothing yet. */
  public static TestSocket open(TestClient client) {
    return new TestSocket(uri(client.base(), ""), client.token());
  }

  /** Connects with the token in the query, as a browser does. */
  public static TestSocket openWithQuery(URI base, String token) {
    return new TestSocket(uri(base, "?access_token=" + token), null);
  }

  /** Connects and says hello with nothing but a device. */
  public static TestSocket hello(TestClient client, String device) {
    TestSocket socket = open(client);
    socket.send("{\"type\":\"hello\",\"device\":\"" + device + "\"}");
    return socket;
  }

  public void send(String frame) {
    await(socket.sendText(frame, true));
  }

  /** Sends unless the connection is over by now. */
  public void trySend(String frame) {
    try {
      socket.sendText(frame, true).get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Over, or about to be: the close code says why.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Whether the hub has closed. */
  public boolean isClosed() {
    return received.closed.isDone();
  }

  public void sendBinary(byte[] bytes) {
    await(socket.sendBinary(ByteBuffer.wrap(bytes), true));
  }

  /** The next frame. */
  public ServerFrame next() {
    String text = nextText();
    assertThat(TestClient.CONTRACT.frame("toDevice", text)).isEmpty();
    return FrameCodec.decodeServer(text);
  }

  /** The next frame of very many: not held against the contract, which takes its time. */
  public ServerFrame take() {
    return FrameCodec.decodeServer(nextText());
  }

  /** The next frame of this type; those before it are skipped. */
  public <F extends ServerFrame> F next(Class<F> type) {
    while (true) {
      ServerFrame frame = next();
      if (type.isInstance(frame)) {
        return type.cast(frame);
      }
    }
  }

  private String nextText() {
    try {
      String text = received.frames.poll(SECONDS, TimeUnit.SECONDS);
      if (text == null || text.isEmpty()) {
        throw new AssertionError(
            "no frame; close code " + received.closed.getNow(-1) + " " + received.reason);
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits until the hub closes and tells with which code. */
  public int closeCode() {
    return await(received.closed);
  }

  @Override
  public void close() {
    if (!socket.isOutputClosed()) {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(1, TimeUnit.SECONDS);
    }
  }

  private static URI uri(URI base, String query) {
    return URI.create("ws://" + base.getAuthority() + "/v1/connect" + query);
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("not within " + SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What came in, in order; an empty text at the end. */
  private static final class Received implements WebSocket.Listener {
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private volatile String reason = "";

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        frames.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String why) {
      reason = why;
      closed.complete(status);
      frames.add("");
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      reason = error.toString();
      closed.completeExceptionally(error);
      frames.add("");
    }
  }
}
