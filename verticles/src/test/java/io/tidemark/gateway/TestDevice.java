package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket that keeps what it gets, and holds every delta against the hub's promise. */
final class TestDevice {
  private static final long SECONDS_MAX = 20;

  private final WebSocket socket;
  private final LinkedBlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
  private final Promise<Short> closed = Promise.promise();
  private final Map<UUID, Long> applied = new HashMap<>();

  private TestDevice(WebSocket socket) {
    this.socket = socket;
    socket.textMessageHandler(text -> frames.add(new JsonObject(text)));
    socket.closeHandler(_ -> closed.tryComplete(socket.closeStatusCode()));
  }

  static TestDevice connect(TestGateway gateway, String token) {
    return TestGateway.await(tryConnect(gateway, token, List.of(WebSocketEndpoint.SUBPROTOCOL)));
  }

  static Future<TestDevice> tryConnect(
      TestGateway gateway, String token, List<String> subprotocols) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(gateway.port())
            .setURI("/v1/connect")
            .setSubProtocols(subprotocols);
    if (!token.isEmpty()) {
      options.addHeader("Authorization", "Bearer " + token);
    }
    // With its handlers in place before anything can come, on the event loop that will bring it.
    Promise<TestDevice> connected = Promise.promise();
    gateway.clients.runOnContext(_ -> {
      ClientWebSocket socket = gateway.webSockets.webSocket();
      TestDevice device = new TestDevice(socket);
      socket.connect(options).<TestDevice>map(device).onComplete(connected);
    });
    return connected.future();
  }

  WebSocket socket() {
    return socket;
  }

  void send(String text) {
    socket.writeTextMessage(text);
  }

  /** What the device has; a first delta is held against it. */
  TestDevice has(UUID ns, long seq) {
    applied.put(ns, seq);
    return this;
  }

  long applied(UUID ns) {
    return applied.getOrDefault(ns, 0L);
  }

  /** The next frame, whatever it is. */
  JsonObject nextAny() {
    return take();
  }

  /** The next frame, which must be of this type. */
  JsonObject next(String type) {
    JsonObject frame = take();
    assertThat(frame.getString("type")).as(frame::encode).isEqualTo(type);
    return frame;
  }

  /** Takes frames until one of this type comes. */
  JsonObject until(String type) {
    while (true) {
      JsonObject frame = take();
      if (frame.getString("type").equals(type)) {
        return frame;
      }
    }
  }

  /** Takes frames until the namespace has been applied up to here. */
  void untilApplied(UUID ns, long seq) {
    while (applied(ns) < seq) {
      take();
    }
    assertThat(applied(ns)).isEqualTo(seq);
  }

  /** Asserts that the frames that come before a pong are none. */
  void hearsNothing() {
    send("{\"type\":\"ping\"}");
    next("pong");
  }

  int closeCode() {
    return TestGateway.await(closed.future());
  }

  void close() {
    TestGateway.await(socket.close());
  }

  private JsonObject take() {
    try {
      JsonObject frame = frames.poll(SECONDS_MAX, TimeUnit.SECONDS);
      assertThat(frame).as("a frame within %s s", SECONDS_MAX).isNotNull();
      apply(frame);
      return frame;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void apply(JsonObject frame) {
    switch (frame.getString("type")) {
      case "delta" -> {
        UUID ns = UUID.fromString(frame.getString("ns"));
        assertThat(frame.getLong("from")).as("no hole").isLessThanOrEqualTo(applied(ns));
        assertThat(frame.getLong("to")).as("no repetition").isGreaterThan(applied(ns));
        applied.put(ns, frame.getLong("to"));
      }
      case "reset" -> applied.put(UUID.fromString(frame.getString("ns")), frame.getLong("head"));
      default -> {}
    }
  }
}
