package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.protocol.CloseCode;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Decides whether one more connection may be, and for whom. */
final class Admission {
  private static final long VERIFY_SECONDS_MAX = 10;

  private Admission() {}

  /**
   * Waits for the device's turn, then takes a place on the node and one of the user's.
   *
   * @return the caller; or a failure, for which {@link Refusal#of} has the words, and then no place
   *     is taken
   */
  static Future<Caller> enter(GatewayLoop loop, @Nullable String token) {
    if (token == null) {
      loop.node().metrics().refused(Refused.TOKEN);
      return refused(
          CloseCode.UNAUTHORIZED,
          "there is no token; send 'Authorization: Bearer <JWT>' or the query parameter"
              + " access_token",
          0);
    }
    return loop.entrance().pass().compose(_ -> place(loop, token));
  }

  private static Future<Caller> place(GatewayLoop loop, String token) {
    GatewayNode node = loop.node();
    if (!node.devices().enter()) {
      node.metrics().refused(Refused.FULL);
      return refused(
          CloseCode.OVERLOADED,
          "the node has its " + node.options().maxConnections() + " connections; come back later",
          loop.entrance().adviseMillis());
    }
    Future<Caller> caller =
        node.verifier()
            .verify(token)
            .timeout(VERIFY_SECONDS_MAX, TimeUnit.SECONDS)
            .onFailure(_ -> node.metrics().refused(Refused.TOKEN))
            .compose(verified -> userPlace(loop, verified));
    return caller.onFailure(_ -> node.devices().leave());
  }

  private static Future<Caller> userPlace(GatewayLoop loop, Caller verified) {
    GatewayNode node = loop.node();
    if (node.devices().enterUser(verified.user())) {
      return Future.succeededFuture(verified);
    }
    node.metrics().refused(Refused.USER);
    return refused(
        CloseCode.TOO_MANY,
        "user '"
            + verified.user()
            + "' has "
            + node.options().maxConnectionsPerUser()
            + " connections; no more are allowed",
        0);
  }

  /** Gives back what {@link #enter} took, where no connection came of it. */
  static void leave(GatewayLoop loop, Caller caller) {
    loop.node().devices().leaveUser(caller.user(), null, null);
    loop.node().devices().leave();
  }

  /** Gives back what {@link #enter} took, as the connection holds as many streams as it may. */
  static Refusal refuseStream(GatewayLoop loop, Caller caller) {
    leave(loop, caller);
    loop.node().metrics().refused(Refused.STREAMS);
    loop.node().metrics().closed(CloseCode.TOO_MANY);
    return new Refusal(
        CloseCode.TOO_MANY,
        "this HTTP/2 connection holds "
            + HeldStreams.MOST
            + " event streams and long-polls; no more are allowed on one: open another");
  }

  private static Future<Caller> refused(CloseCode code, String text, int afterMillis) {
    return Future.failedFuture(new Refusal(code, text, afterMillis));
  }
}
