package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.session.Greeting;
import io.tidemark.session.StartingPoint;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what has to be known between a device's hello and its welcome. */
final class Greetings {
  private Greetings() {}

  /**
   * @param said what the device said it has; null if it said nothing
   */
  static Future<Greeting> prepare(
      GatewayNode node, Caller caller, String device, @Nullable StartingPoint said) {
    Future<StartingPoint> start =
        said != null
            ? Future.succeededFuture(said)
            : node.watermarks()
                .get(caller.user(), device)
                .map(seqs -> (StartingPoint) new StartingPoint.Remembered(seqs));
    return node.admit()
        .apply(caller)
        .compose(_ -> start)
        .compose(from -> read(node, caller.userId(), from));
  }

  /** The user's namespaces as they are now. */
  static Future<Greeting> read(GatewayNode node, UUID userId, StartingPoint start) {
    long sinceNanos = System.nanoTime();
    return node.namespaces()
        .apply(userId)
        .map(namespaces -> new Greeting(namespaces, start, sinceNanos));
  }
}
