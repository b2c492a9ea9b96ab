package io.tidemark.gateway;

import io.tidemark.protocol.ClientFrame;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.InvalidCursorException;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.MalformedException;
import io.tidemark.protocol.ServerFrame;
import io.tidemark.session.StartingPoint;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one device says on a WebSocket: joins fragments, keeps the limits, and acts on it. */
final class DeviceFrames {
  private final GatewayLoop loop;
  private final Connection connection;
  private final WebSocketTransport transport;
  private @Nullable Buffer fragments;
  private long rateState;

  DeviceFrames(GatewayLoop loop, Connection connection, WebSocketTransport transport) {
    this.loop = loop;
    this.connection = connection;
    this.transport = transport;
  }

  void take(WebSocketFrame frame) {
    connection.heard();
    if (!connection.isOpen()) {
      return;
    }
    switch (frame.type()) {
      case TEXT, CONTINUATION -> part(frame);
      case BINARY ->
          connection.close(CloseCode.MALFORMED, "binary frame; expected text frames of JSON");
      case PING, PONG, CLOSE -> {}
    }
  }

  private void part(WebSocketFrame frame) {
    Buffer part = frame.binaryData();
    Buffer before = fragments;
    int length = part.length() + (before == null ? 0 : before.length());
    if (length > Limits.FRAME_BYTES) {
      fragments = null;
      connection.close(
          CloseCode.FRAME_TOO_LARGE,
          "frame of " + length + " bytes or more; at most " + Limits.FRAME_BYTES + " are allowed");
      return;
    }
    Buffer whole = before == null ? part : before.appendBuffer(part);
    if (!frame.isFinal()) {
      fragments = before == null ? part.copy() : whole;
      return;
    }
    fragments = null;
    long state = loop.rateLimit().take(rateState, TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    if (state == RateLimit.REFUSED) {
      connection.close(
          CloseCode.TOO_MANY,
          "more than " + loop.node().options().messagesPerSecond() + " messages a second");
      return;
    }
    rateState = state;
    try {
      act(FrameCodec.decodeClient(utf8(whole)));
    } catch (MalformedException e) {
      connection.close(e.closeCode(), e.getMessage());
    }
  }

  private void act(ClientFrame frame) {
    switch (frame) {
      case ClientFrame.Hello hello -> {
        if (hello.cursors()) {
          transport.giveCursors();
        }
        connection.hello(hello.device(), start(hello));
      }
      case ClientFrame.Ack ack -> {
        String device = afterHello("ack");
        if (device != null) {
          Acks.take(loop, connection, device, ack.watermarks());
        }
      }
      case ClientFrame.Refresh refresh -> {
        if (afterHello("refresh") != null) {
          refresh(refresh.token());
        }
      }
      case ClientFrame.Ping _ -> {
        if (transport.writable()) {
          transport.send(new ServerFrame.Pong());
        }
      }
    }
  }

  private @Nullable StartingPoint start(ClientFrame.Hello hello) {
    if (hello.watermarks() != null) {
      return new StartingPoint.Watermarks(hello.watermarks());
    }
    if (hello.cursor() == null) {
      return null;
    }
    try {
      return new StartingPoint.Position(loop.node().cursors().decode(hello.cursor()));
    } catch (InvalidCursorException e) {
      throw new MalformedException(e.getMessage());
    }
  }

  private void refresh(String token) {
    loop.onLoop(
        loop.node()
            .verifier()
            .verify(token)
            .compose(caller -> loop.node().admit().apply(caller).map(caller)),
        verified -> {
          if (verified.succeeded()) {
            connection.renew(verified.result());
          } else {
            Refusal refusal = Refusal.of(verified.cause());
            connection.close(refusal.code(), refusal.text());
          }
        });
  }

  /** The device's name; null, and the connection is over, where it has not said hello. */
  private @Nullable String afterHello(String type) {
    String device = connection.device();
    if (device == null) {
      connection.close(CloseCode.MALFORMED, type + " before hello; expected hello first");
    }
    return device;
  }

  private static String utf8(Buffer bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("text frame that is not UTF-8");
    }
  }
}
