package io.tidemark.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who is connected to this node, over all its event loops, and whether one more may be. */
public final class ConnectedDevices {
  private final int maxConnections;
  private final int maxPerUser;
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentHashMap<String, OfUser> users = new ConcurrentHashMap<>();

  public ConnectedDevices(int maxConnections, int maxPerUser) {
    this.maxConnections = maxConnections;
    this.maxPerUser = maxPerUser;
  }

  /** Takes a place on the node; false if there is none. Given back with {@link #leave}. */
  boolean enter() {
    if (connections.incrementAndGet() > maxConnections) {
      connections.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    connections.decrementAndGet();
  }

  /** Takes one of the user's places; false if there is none. Given back with {@link #leaveUser}. */
  boolean enterUser(String user) {
    boolean[] entered = new boolean[1];
    users.compute(
        user,
        (_, known) -> {
          OfUser own = known == null ? new OfUser() : known;
          entered[0] = own.connections < maxPerUser;
          if (entered[0]) {
            own.connections++;
          }
          return own.connections == 0 ? null : own;
        });
    return entered[0];
  }

  /**
   * Gives a seat to a connection that has entered: the device's name, where its pushes go.
   *
   * @return the connection that had the seat until now
   */
  @Nullable Connection name(String user, String seat, Connection connection) {
    Connection[] replaced = new Connection[1];
    users.computeIfPresent(
        user,
        (_, own) -> {
          replaced[0] = own.seats.put(seat, connection);
          return own;
        });
    return replaced[0];
  }

  void leaveUser(String user, @Nullable String seat, @Nullable Connection connection) {
    users.computeIfPresent(
        user,
        (_, own) -> {
          if (seat != null) {
            own.seats.remove(seat, connection);
          }
          return --own.connections == 0 ? null : own;
        });
  }

  /** The user's devices that have said who they are. */
  List<Connection> of(String user) {
    List<Connection> found = new ArrayList<>();
    users.computeIfPresent(
        user,
        (_, own) -> {
          found.addAll(own.seats.values());
          return own;
        });
    return found;
  }

  /** Everybody who is connected. */
  public List<String> users() {
    return new ArrayList<>(users.keySet());
  }

  public int size() {
    return connections.get();
  }

  /** Only touched within the map's {@code compute}, which locks the user. */
  private static final class OfUser {
    int connections;
    final Map<String, Connection> seats = new HashMap<>(2);
  }
}
