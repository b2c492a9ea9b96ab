package io.tidemark.gateway;

import io.tidemark.flow.MemberChange;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.AsyncResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a device follows the same as what its user is a member of, from the greeting on.
 *
 * <p>Interest in a folder is always known to the feed before the folder's head is relied on, so
 * that no change falls in between.
 */
final class Following {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);
  private static final int LEFT_MAX = 1000;

  /** A membership that has run out is told by nobody; about so often it is looked for. */
  private static final long RECHECK_MILLIS = 600_000;

  private final GatewayLoop loop;
  private final Connection connection;
  private final String device;
  private @Nullable Delivery delivery;
  private @Nullable Set<UUID> left;
  private boolean reading;
  private boolean changed;
  private boolean ended;
  private long recheckMillis;

  Following(GatewayLoop loop, Connection connection, String device) {
    this.loop = loop;
    this.connection = connection;
    this.device = device;
  }

  /**
   * @param start what the device says it has; null if it says nothing
   */
  void greet(@Nullable StartingPoint start) {
    reading = true;
    loop.onLoop(Greeting.prepare(loop.node(), connection.caller(), device, start), this::prepared);
  }

  void end() {
    ended = true;
    Delivery ends = delivery;
    if (ends != null) {
      ends.session().tracks().forEach(track -> loop.unfollow(track.ns, connection));
    }
  }

  /** Whether the device followed the namespace a moment ago. */
  boolean hasLeft(UUID ns) {
    return left != null && left.contains(ns);
  }

  /** The user joined, left, or has another role. */
  void changed(MemberChange change) {
    Delivery running = delivery;
    if (change.role() == null && running != null) {
      leave(running, change.ns());
    }
    changed = true;
    if (running != null && !reading) {
      readAgain();
    }
  }

  /** Time passes: what could not be read is tried again, what may have run out is looked at. */
  void beat(long nowMillis) {
    if (delivery != null && !reading && (changed || nowMillis >= recheckMillis)) {
      readAgain();
    }
  }

  private void prepared(AsyncResult<Greeting> result) {
    Greeting greeting = usable(result);
    if (greeting == null) {
      return;
    }
    if (changed) {
      changed = false;
      loop.onLoop(
          Greeting.read(loop.node(), connection.caller().userId(), greeting.start()),
          this::prepared);
      return;
    }
    DeviceSession session = new DeviceSession(greeting.namespaces().size());
    Delivery begun = new Delivery(loop, connection.transport(), session);
    delivery = begun;
    connection.deliverBy(begun);
    for (NamespaceInfo info : greeting.namespaces()) {
      loop.follow(info.ns(), connection);
      open(session, info, greeting.start());
    }
    settleHeads(greeting, begun, () -> welcome(greeting, begun));
  }

  private void open(DeviceSession session, NamespaceInfo info, StartingPoint start) {
    boolean fits = !start.needsReset(info);
    long watermark = start.watermark(info);
    session.open(info.ns(), info.epoch(), fits ? watermark : info.head(), info.head()).role =
        info.role();
    if (fits && watermark > 0 && start.spokenByDevice()) {
      loop.node().watermarks().put(connection.caller().user(), device, info.ns(), watermark);
    }
  }

  /** Adds what was committed between the reading of the heads and the interest in them. */
  private void settleHeads(Greeting greeting, Delivery running, Runnable then) {
    DeviceSession session = running.session();
    List<UUID> all = new ArrayList<>(greeting.namespaces().size());
    greeting.namespaces().forEach(info -> all.add(info.ns()));
    boolean complete =
        loop.feed()
            .recentHeads(
                all,
                greeting.sinceNanos(),
                (ns, epoch, seq) -> session.offer(ns, epoch, seq, seq, false));
    if (complete) {
      then.run();
      return;
    }
    loop.onLoop(
        Greeting.read(loop.node(), connection.caller().userId(), greeting.start()),
        result -> {
          Greeting second = usable(result);
          if (second != null) {
            learn(session, second);
            then.run();
          }
        });
  }

  private void welcome(Greeting greeting, Delivery begun) {
    GatewayOptions options = loop.node().options();
    connection
        .transport()
        .send(
            new ServerFrame.Welcome(
                UUID.randomUUID().toString(),
                options.node(),
                (int) Math.ceilDiv(options.heartbeatMillis(), 1000L),
                greeting.forDevice()));
    for (NamespaceInfo info : greeting.namespaces()) {
      Track track = begun.session().track(info.ns());
      if (track == null) {
        // Left between the reading of the namespaces and now.
        connection.transport().send(new ServerFrame.Left(info.ns()));
      } else if (greeting.start().needsReset(info)) {
        begun.reset(track, info.epoch(), info.head());
      }
    }
    reading = false;
    scheduleRecheck();
    begun.start();
    if (changed) {
      readAgain();
    }
  }

  private void readAgain() {
    reading = true;
    changed = false;
    scheduleRecheck();
    loop.onLoop(
        Greeting.read(loop.node(), connection.caller().userId(), StartingPoint.nothing()),
        result -> {
          Greeting now = usable(result);
          Delivery running = delivery;
          if (now == null || running == null) {
            return;
          }
          if (changed) {
            readAgain();
            return;
          }
          follow(now, running);
        });
  }

  /** Not all at the same time. */
  private void scheduleRecheck() {
    recheckMillis =
        GatewayLoop.nowMillis()
            + RECHECK_MILLIS / 2
            + ThreadLocalRandom.current().nextLong(RECHECK_MILLIS);
  }

  private static void learn(DeviceSession session, Greeting heads) {
    for (NamespaceInfo info : heads.namespaces()) {
      session.offer(info.ns(), info.epoch(), info.head(), info.head(), false);
    }
  }

  private void follow(Greeting now, Delivery running) {
    DeviceSession session = running.session();
    Map<UUID, NamespaceInfo> members = now.byId();
    for (Track track : List.copyOf(session.tracks())) {
      if (!members.containsKey(track.ns)) {
        leave(running, track.ns);
      }
    }
    for (NamespaceInfo info : now.namespaces()) {
      Track track = session.track(info.ns());
      if (track != null) {
        if (track.role != info.role()) {
          track.role = info.role();
          connection.transport().send(new ServerFrame.Joined(Greeting.seen(info, track.acked)));
        }
      } else {
        if (left != null) {
          left.remove(info.ns());
        }
        loop.follow(info.ns(), connection);
        session.open(info.ns(), info.epoch(), 0, info.head()).role = info.role();
        connection.transport().send(new ServerFrame.Joined(info));
      }
    }
    learn(session, now);
    settleHeads(
        now,
        running,
        () -> {
          reading = false;
          running.pump();
          if (changed) {
            readAgain();
          }
        });
  }

  private void leave(Delivery running, UUID ns) {
    if (running.session().track(ns) == null) {
      return;
    }
    loop.unfollow(ns, connection);
    running.session().close(ns);
    if (left == null) {
      left = new HashSet<>();
    } else if (left.size() >= LEFT_MAX) {
      left.clear();
    }
    left.add(ns);
    // Before the welcome the device does not know of it yet.
    if (running.started()) {
      connection.transport().send(new ServerFrame.Left(ns));
    }
    running.pump();
  }

  private @Nullable Greeting usable(AsyncResult<Greeting> result) {
    if (ended) {
      return null;
    }
    if (result.failed()) {
      LOG.warn(
          "namespaces not read user={} device={} cause='{}'",
          connection.caller().user(),
          device,
          String.valueOf(result.cause()));
      Delivery running = delivery;
      if (running != null && running.started()) {
        // What the device follows stays as it is; the next heartbeat tries again.
        reading = false;
        changed = true;
      } else {
        Refusal refusal = Refusal.of(result.cause());
        connection.close(refusal.code(), refusal.text());
      }
      return null;
    }
    return result.result();
  }
}
