package io.tidemark.gateway;

import io.tidemark.protocol.ClientFrame;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.InvalidCursorException;
import io.tidemark.protocol.MalformedException;
import io.tidemark.protocol.ServerFrame;
import io.tidemark.session.StartingPoint;
import io.tidemark.websocket.SocketEvents;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one device says on a WebSocket: keeps the limits, and acts on it. */
final class DeviceFrames implements SocketEvents {
  private final GatewayLoop loop;
  private final Connection connection;
  private final DeviceTransport transport;
  private long rateState;

  DeviceFrames(GatewayLoop loop, Connection connection, DeviceTransport transport) {
    this.loop = loop;
    this.connection = connection;
    this.transport = transport;
  }

  @Override
  public void text(String message) {
    connection.heard();
    if (!connection.isOpen() || !withinRate()) {
      return;
    }
    try {
      act(FrameCodec.decodeClient(message));
    } catch (MalformedException e) {
      connection.close(e.closeCode(), e.getMessage());
    }
  }

  private boolean withinRate() {
    long state = loop.rateLimit().take(rateState, TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    if (state == RateLimit.REFUSED) {
      connection.close(
          CloseCode.TOO_MANY,
          "more than " + loop.node().options().messagesPerSecond() + " messages a second");
      return false;
    }
    rateState = state;
    return true;
  }

  /** Pings cost as much as small messages, and are counted with them. */
  @Override
  public void pinged() {
    connection.heard();
    if (connection.isOpen()) {
      withinRate();
    }
  }

  @Override
  public void heard() {
    connection.heard();
  }

  @Override
  public void refused(CloseCode code, String why) {
    connection.close(code, why);
  }

  @Override
  public void drained() {
    connection.drained();
  }

  @Override
  public void gone() {
    connection.gone();
  }

  @Override
  public void failed(RuntimeException cause) {
    connection.failed(cause);
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
}
