package io.tidemark.simulation;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.MemberChange;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.ResetReason;
import io.tidemark.session.Delivery;
import io.tidemark.session.DeliveryHost;
import io.tidemark.session.ReadRequest;
import io.tidemark.session.Turns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event loop with its connections, as the gateway's: one thing after the other. */
final class SimLoop implements DeliveryHost {
  private static final long HOP_MICROS_MAX = 3_000;
  private static final long TICK_MICROS = 250_000;
  private static final long CURSOR_MICROS = 1_000_000;
  private static final int READS_MAX = 2;

  private final SimNode node;
  private final Dice dice;
  private final Turns<Delivery> reads = new Turns<>(READS_MAX, this::beginRead);
  private final Map<UUID, List<SimConnection>> followers = new HashMap<>();
  private final List<SimConnection> connections = new ArrayList<>();
  private long lastTaskMicros;
  private boolean dead;

  SimLoop(SimNode node, Dice dice) {
    this.node = node;
    this.dice = dice;
  }

  SimNode node() {
    return node;
  }

  /** Runs something on this loop, after all that was told before. */
  void run(Runnable action) {
    long now = node.world().scheduler().nowMicros();
    lastTaskMicros = Math.max(lastTaskMicros, now + dice.skewed(1, HOP_MICROS_MAX));
    node.after(
        lastTaskMicros - now,
        () -> {
          if (!dead) {
            action.run();
          }
        });
  }

  List<SimConnection> connections() {
    return connections;
  }

  void add(SimConnection connection) {
    connections.add(connection);
  }

  void remove(SimConnection connection) {
    connections.remove(connection);
  }

  /** The node is dead. */
  void vanish() {
    dead = true;
    List.copyOf(connections).forEach(SimConnection::vanish);
  }

  void follow(UUID ns, SimConnection connection) {
    followers.computeIfAbsent(ns, _ -> new ArrayList<>(1)).add(connection);
  }

  void unfollow(UUID ns, SimConnection connection) {
    List<SimConnection> known = followers.get(ns);
    if (known != null && known.remove(connection) && known.isEmpty()) {
      followers.remove(ns);
    }
  }

  boolean wants(UUID ns) {
    return followers.containsKey(ns);
  }

  int followers(UUID ns) {
    return followers.getOrDefault(ns, List.of()).size();
  }

  /** The namespaces that somebody here follows. */
  List<UUID> wanted() {
    return List.copyOf(followers.keySet());
  }

  void push(EncodedDelta delta) {
    for (SimConnection connection : List.copyOf(followers.getOrDefault(delta.ns(), List.of()))) {
      connection.offer(delta);
    }
  }

  /** A head that was seen elsewhere than in the stream. */
  void headSeen(UUID ns, int epoch, long head) {
    for (SimConnection connection : List.copyOf(followers.getOrDefault(ns, List.of()))) {
      connection.headSeen(ns, epoch, head);
    }
  }

  void memberChanged(MemberChange change) {
    for (SimConnection connection : List.copyOf(connections)) {
      connection.memberChanged(change);
    }
  }

  @Override
  public void wantsRead(Delivery delivery) {
    reads.request(delivery);
  }

  private boolean beginRead(Delivery delivery) {
    ReadRequest request = delivery.beginRead();
    if (request == null) {
      return false;
    }
    SimSource.read(node, request, page -> run(() -> answered(delivery, request, page)));
    return true;
  }

  private void answered(Delivery delivery, ReadRequest request, @Nullable CatchUpPage page) {
    if (page == null) {
      delivery.readFailed(request);
    } else {
      delivery.readAnswered(request, page);
    }
    reads.finished();
    delivery.pump();
  }

  @Override
  public void retryLater(Delivery delivery) {
    node.after(TICK_MICROS, () -> run(delivery::retry));
  }

  @Override
  public void cursorLater(Delivery delivery) {
    node.after(CURSOR_MICROS, () -> run(delivery::sendCursor));
  }

  @Override
  public String encode(Cursor cursor) {
    return node.world().cursors().encode(cursor);
  }

  @Override
  public void caughtUp(long entries, boolean live) {}

  @Override
  public void wasReset(ResetReason reason) {}
}
