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
   * @param device null for one that does not say who it is
   * @param said what the device said it has; null if it said nothing
   */
  static Future<Greeting> prepare(
      GatewayNode node, Caller caller, @Nullable String device, @Nullable StartingPoint said) {
    return node.admit()
        .apply(caller)
        .compose(_ -> start(node, caller, device, said))
        .compose(from -> read(node, caller.userId(), from));
  }

  private static Future<StartingPoint> start(
      GatewayNode node, Caller caller, @Nullable String device, @Nullable StartingPoint said) {
    if (device == null || !StartingPoint.needsMemory(said)) {
      return Future.succeededFuture(said == null ? StartingPoint.nothing() : said);
    }
    Future<StartingPoint> start =
        node.watermarks()
            .get(caller.user(), device)
            .map(remembered -> StartingPoint.of(said, remembered));
    // With a partial cursor the device comes along without the memory; it gets some things again.
    return said == null ? start : start.otherwise(said);
  }

  /** The user's namespaces as they are now. */
  static Future<Greeting> read(GatewayNode node, UUID userId, StartingPoint start) {
    long sinceNanos = System.nanoTime();
    return node.namespaces()
        .apply(userId)
        .map(namespaces -> new Greeting(namespaces, start, sinceNanos));
  }
}
