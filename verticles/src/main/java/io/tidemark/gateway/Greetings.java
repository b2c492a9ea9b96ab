package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.flow.DeviceName;
import io.tidemark.session.Greeting;
import io.tidemark.session.StartingPoint;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what has to be known between a device's hello and its welcome. */
final class Greetings {
  private static final Logger LOG = LoggerFactory.getLogger(Greetings.class);

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
        .compose(from -> read(node, caller.userId(), from, false));
  }

  /** Where nobody knows what a device has, it gets more than it needs, but gets it now. */
  private static Future<StartingPoint> start(
      GatewayNode node, Caller caller, @Nullable String device, @Nullable StartingPoint said) {
    if (device == null || !StartingPoint.needsMemory(said)) {
      return Future.succeededFuture(said == null ? StartingPoint.nothing() : said);
    }
    return node.watermarks()
        .get(new DeviceName(caller.user(), device))
        .map(remembered -> StartingPoint.of(said, remembered))
        .recover(failure -> {
          LOG.warn(
              "watermarks not read user={} device={} cause='{}'",
              caller.user(),
              device,
              String.valueOf(failure));
          return Future.succeededFuture(said == null ? StartingPoint.nothing() : said);
        });
  }

  /**
   * The user's namespaces.
   *
   * @param certain whether to ask the database, whatever this node knows
   */
  static Future<Greeting> read(
      GatewayNode node, UUID userId, StartingPoint start, boolean certain) {
    if (!certain) {
      return node.memberships()
          .known(userId)
          .map(known ->
              new Greeting(known.memberships(), start, known.certain(), known.sinceNanos()));
    }
    long sinceNanos = System.nanoTime();
    return node.memberships()
        .current(userId)
        .map(current -> new Greeting(current, start, true, sinceNanos));
  }
}
