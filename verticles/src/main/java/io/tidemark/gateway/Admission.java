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
   * Takes a place on the node and one of the user's.
   *
   * @return the caller; or a failure, for which {@link Refusal#of} has the words, and then no place
   *     is taken
   */
  static Future<Caller> enter(GatewayLoop loop, @Nullable String token) {
    GatewayNode node = loop.node();
    if (loop.draining()) {
      return refused(CloseCode.DRAINING, "the node is going down");
    }
    if (token == null) {
      return refused(
          CloseCode.UNAUTHORIZED,
          "there is no token; send 'Authorization: Bearer <JWT>' or the query parameter"
              + " access_token");
    }
    if (!node.devices().enter()) {
      return refused(
          CloseCode.OVERLOADED,
          "the node has its " + node.options().maxConnections() + " connections; come back later");
    }
    Future<Caller> caller =
        node.verifier()
            .verify(token)
            .timeout(VERIFY_SECONDS_MAX, TimeUnit.SECONDS)
            .compose(verified ->
                node.devices().enterUser(verified.user())
                    ? Future.succeededFuture(verified)
                    : refused(
                        CloseCode.TOO_MANY,
                        "user '"
                            + verified.user()
                            + "' has "
                            + node.options().maxConnectionsPerUser()
                            + " connections; no more are allowed"));
    return caller.onFailure(_ -> node.devices().leave());
  }

  /** Gives back what {@link #enter} took, where no connection came of it. */
  static void leave(GatewayLoop loop, Caller caller) {
    loop.node().devices().leaveUser(caller.user(), null, null);
    loop.node().devices().leave();
  }

  private static Future<Caller> refused(CloseCode code, String text) {
    return Future.failedFuture(new Refusal(code, text));
  }
}
