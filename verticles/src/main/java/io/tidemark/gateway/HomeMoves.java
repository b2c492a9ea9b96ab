package io.tidemark.gateway;

import io.tidemark.flow.DeviceName;
import io.tidemark.flow.Homes;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Sends the devices of one event loop to the nodes where their users belong: who comes at once,
 * before anything is read for it; who is here, since homes have changed, at a pace.
 *
 * <p>Every connection is looked at with its heartbeat, so a change of the cluster is seen within
 * one, spread over it by itself.
 */
final class HomeMoves {
  private final Homes homes;
  private final Redirects redirects;
  private final GatewayMetrics metrics;
  private final Departures departures;
  private final ArrayDeque<Connection> waiting = new ArrayDeque<>();

  HomeMoves(GatewayNode node) {
    this.homes = node.homes();
    this.redirects = node.redirects();
    this.metrics = node.metrics();
    this.departures =
        Departures.steady(
            node.options().departuresPerSecond() / (double) node.options().loops(),
            GatewayLoop.nowMillis());
  }

  /**
   * Sends a device that has just said its name to where it belongs; at most once for each such
   * place.
   *
   * @return whether it goes
   */
  boolean sends(Connection connection, @Nullable String device) {
    String url = elsewhere(connection, device);
    return url != null && send(connection, device, url);
  }

  /** Looks whether the device has come to belong elsewhere; if so it will be sent there. */
  void look(Connection connection) {
    if (!connection.waitsToMove() && elsewhere(connection, connection.device()) != null) {
      connection.waitsToMove(true);
      waiting.add(connection);
    }
  }

  /** To be called a few times a second. */
  void tick(long nowMillis) {
    int due = departures.due(nowMillis, waiting.size());
    while (due > 0) {
      Connection next = waiting.poll();
      if (next == null) {
        return;
      }
      next.waitsToMove(false);
      // Its home may have changed back, and it may have gone: neither costs a turn.
      if (next.isOpen() && sends(next, next.device())) {
        due--;
      }
    }
  }

  private @Nullable String elsewhere(Connection connection, @Nullable String device) {
    if (device == null || !connection.transport().takesUrls()) {
      return null;
    }
    String user = connection.caller().user();
    String url = homes.elsewhere(user);
    return url == null
            || redirects.wasSent(new DeviceName(user, device), url, GatewayLoop.nowMillis())
        ? null
        : url;
  }

  private boolean send(Connection connection, @Nullable String device, String url) {
    if (device == null
        || !redirects.send(
            new DeviceName(connection.caller().user(), device), url, GatewayLoop.nowMillis())) {
      return false;
    }
    metrics.sentHome();
    connection.leaveIn(departures.afterMillis(ThreadLocalRandom.current()), url);
    return true;
  }
}
