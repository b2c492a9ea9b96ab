package io.tidemark.gateway;

import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.http.Answers;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device that waits in a long-poll: whatever there would be to say, it is told only that there is
 * something, and that ends the poll.
 */
final class LongPollTransport implements DeviceTransport {
  private final GatewayLoop loop;
  private final long untilMillis;

  /** Null once it is answered: what the wheel still holds shall be small. */
  private @Nullable RoutingContext context;

  private @Nullable Connection connection;

  LongPollTransport(GatewayLoop loop, RoutingContext context, long untilMillis) {
    this.loop = loop;
    this.context = context;
    this.untilMillis = untilMillis;
  }

  /** The connection that this is the transport of. */
  void waitFor(Connection connection) {
    this.connection = connection;
    loop.visitLater(this, untilMillis);
  }

  /** The timing wheel came by. */
  void visit() {
    if (context == null) {
      return;
    }
    if (GatewayLoop.nowMillis() >= untilMillis) {
      answer(false, 0);
    } else {
      loop.visitLater(this, untilMillis);
    }
  }

  @Override
  public boolean writable() {
    return context != null && !context.response().closed();
  }

  @Override
  public void push(EncodedDelta delta) {
    answer(true, 0);
  }

  @Override
  public boolean owes() {
    answer(true, 0);
    return true;
  }

  @Override
  public void send(ServerFrame frame) {
    switch (frame) {
      case ServerFrame.Reset _, ServerFrame.Joined _, ServerFrame.Left _, ServerFrame.Delta _ ->
          answer(true, 0);
      case ServerFrame.Reconnect reconnect -> answer(false, backoffSeconds(reconnect));
      case ServerFrame.Welcome _,
          ServerFrame.Live _,
          ServerFrame.Failure _,
          ServerFrame.Pong _ -> {}
    }
  }

  /** Between two polls it is neither there nor gone. */
  @Override
  public DevicePresence presence(DevicePresence.Kind kind, String session) {
    return DevicePresence.LONG_POLLED;
  }

  /** Nothing can be said without ending it; a client that is gone is noticed by its timeout. */
  @Override
  public void heartbeat() {}

  @Override
  public boolean answersHeartbeats() {
    return false;
  }

  @Override
  public boolean needsCursors() {
    return false;
  }

  /** Beside the connection that the device may have; a slash is in no device's name. */
  @Override
  public String seat(@Nullable String device) {
    return (device == null ? UUID.randomUUID().toString() : device) + "/longpoll";
  }

  /** The same cursor comes with every poll. */
  @Override
  public boolean remembered() {
    return false;
  }

  /** An answer has no room for it. */
  @Override
  public boolean takesUrls() {
    return false;
  }

  @Override
  public void close(CloseCode code, String message) {
    switch (code) {
      // The same device polls again, most likely because it gave this one up.
      case DRAINING, OVERLOADED, REPLACED -> answer(false, Refusal.retrySeconds());
      case MALFORMED, UNAUTHORIZED, FORBIDDEN, NO_HELLO, FRAME_TOO_LARGE, TOO_MANY -> {
        RoutingContext waiting = ended();
        if (waiting != null) {
          waiting.fail(new Refusal(code, message).toProblem());
        }
      }
    }
  }

  @Override
  public void abort() {
    RoutingContext waiting = ended();
    if (waiting != null) {
      waiting.response().reset();
    }
  }

  /** Whole seconds are coarse: fewer than a handful of them would be no spread. */
  private static int backoffSeconds(ServerFrame.Reconnect reconnect) {
    return Math.max(Refusal.retrySeconds(), Refusal.seconds(reconnect.afterMs()));
  }

  private void answer(boolean changes, int backoffSeconds) {
    RoutingContext waiting = ended();
    if (waiting != null) {
      Answers.json(
          waiting,
          200,
          new JsonObject().put("changes", changes).put("backoffSeconds", backoffSeconds));
    }
  }

  private @Nullable RoutingContext ended() {
    RoutingContext waiting = context;
    Connection ends = connection;
    context = null;
    connection = null;
    if (ends != null) {
      // Later: whoever calls is in the middle of telling the device something.
      loop.onLoop(ends::gone);
    }
    return waiting;
  }
}
