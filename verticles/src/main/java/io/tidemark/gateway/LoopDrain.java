package io.tidemark.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Empties one event loop: asks its devices to leave at a pace, then cuts off who did not. */
final class LoopDrain {
  private static final long CHECK_MILLIS = 20;

  /** For whoever was told last to go by itself, and then to take its close. */
  private static final long LAST_MILLIS = Connection.LEAVING_MILLIS + 1_500;

  private final Vertx vertx;
  private final GatewayNode node;
  private final Collection<Connection> connections;
  private final ArrayDeque<Connection> staying;
  private final Departures departures;
  private final Promise<Void> drained = Promise.promise();
  private boolean hurried;
  private long allToldMillis;

  /**
   * @param connections of the loop, as they come and go
   */
  LoopDrain(Vertx vertx, GatewayNode node, Collection<Connection> connections) {
    this.vertx = vertx;
    this.node = node;
    this.connections = connections;
    this.staying = new ArrayDeque<>(connections);
    GatewayOptions options = node.options();
    // This loop's part of the node's pace.
    double share = connections.size() / (double) Math.max(1, node.devices().size());
    double perSecond = Math.max(1, options.departuresPerSecond() * Math.min(1, share));
    this.departures = Departures.within(perSecond, options.drainMillis(), GatewayLoop.nowMillis());
  }

  /** On the event loop; done when nobody is left. */
  Future<Void> run() {
    vertx.setPeriodic(
        1,
        CHECK_MILLIS,
        timer -> {
          if (step(GatewayLoop.nowMillis())) {
            vertx.cancelTimer(timer);
            drained.complete();
          }
        });
    return drained.future();
  }

  private boolean step(long nowMillis) {
    if (node.drain().isHurried() && !hurried) {
      hurried = true;
      departures.hurry(nowMillis, staying.size());
    }
    staying.removeIf(connection -> !connection.isOpen() || connection.isLeaving());
    int due = departures.due(nowMillis, staying.size());
    for (int told = 0; told < due; told++) {
      staying.remove().leaveIn(departures.afterMillis(ThreadLocalRandom.current()), null);
    }
    if (!staying.isEmpty()) {
      return false;
    }
    // Those that were on their way in when it began.
    connections.stream()
        .filter(connection -> connection.isOpen() && !connection.isLeaving())
        .forEach(staying::add);
    if (!staying.isEmpty()) {
      return false;
    }
    if (allToldMillis == 0) {
      allToldMillis = nowMillis;
    }
    if (nowMillis - allToldMillis > LAST_MILLIS) {
      List.copyOf(connections).forEach(Connection::cut);
    }
    return connections.isEmpty();
  }
}
