package io.tidemark.session;

import io.tidemark.flow.MemberChange;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a device follows the same as what its user is a member of, from the greeting on.
 *
 * <p>Interest in a folder is always known to the feed before the folder's head is relied on, so
 * that no change falls in between.
 */
public final class Following {
  private static final int LEFT_MAX = 1000;

  private final FollowingHost host;
  private final long recheckMillis;
  private @Nullable Delivery delivery;
  private @Nullable Set<UUID> left;
  private boolean reading;
  private boolean changed;
  private boolean ended;

  /** 0: to be set at the next beat. */
  private long nextRecheckMillis;

  /**
   * @param recheckMillis how often to look for memberships that have changed unheard of; not the
   *     same for all devices
   */
  public Following(FollowingHost host, long recheckMillis) {
    this.host = host;
    this.recheckMillis = recheckMillis;
  }

  /**
   * @param said what the device says it has; null if it says nothing
   */
  public void greet(@Nullable StartingPoint said) {
    reading = true;
    host.prepare(said, this::prepared);
  }

  public void end() {
    ended = true;
    Delivery ends = delivery;
    if (ends != null) {
      ends.session().tracks().forEach(track -> host.unfollow(track.ns));
    }
  }

  /** Whether the device followed the namespace a moment ago. */
  public boolean hasLeft(UUID ns) {
    return left != null && left.contains(ns);
  }

  /** The user joined, left, or has another role. */
  public void changed(MemberChange change) {
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
  public void beat(long nowMillis) {
    if (nextRecheckMillis == 0) {
      nextRecheckMillis = nowMillis + recheckMillis;
    }
    if (delivery != null && !reading && (changed || nowMillis >= nextRecheckMillis)) {
      readAgain();
    }
  }

  private void prepared(@Nullable Greeting greeting) {
    if (greeting == null || ended) {
      unanswered();
      return;
    }
    if (changed) {
      changed = false;
      host.read(greeting.start(), this::prepared);
      return;
    }
    DeviceSession session = new DeviceSession(greeting.namespaces().size());
    Delivery begun = host.begin(session);
    delivery = begun;
    for (NamespaceInfo info : greeting.namespaces()) {
      host.follow(info.ns());
      open(session, info, greeting.start());
    }
    settleHeads(greeting, begun, () -> welcome(greeting, begun));
  }

  private void open(DeviceSession session, NamespaceInfo info, StartingPoint start) {
    boolean fits = start.resetReason(info) == null;
    long watermark = start.watermark(info);
    session.open(info.ns(), info.epoch(), fits ? watermark : info.head(), info.head()).role =
        info.role();
    if (fits && watermark > 0 && start.spokenByDevice()) {
      host.remember(info.ns(), watermark);
    }
  }

  /** Adds what was committed between the reading of the heads and the interest in them. */
  private void settleHeads(Greeting greeting, Delivery running, Runnable then) {
    DeviceSession session = running.session();
    List<UUID> all = new ArrayList<>(greeting.namespaces().size());
    greeting.namespaces().forEach(info -> all.add(info.ns()));
    boolean complete =
        host.recentHeads(
            all,
            greeting.sinceNanos(),
            (ns, epoch, seq) -> session.offer(ns, epoch, seq, seq, false));
    if (complete) {
      then.run();
      return;
    }
    Consumer<@Nullable Greeting> learned =
        second -> {
          if (second == null || ended) {
            unanswered();
          } else {
            learn(session, second);
            then.run();
          }
        };
    host.read(greeting.start(), learned);
  }

  private void welcome(Greeting greeting, Delivery begun) {
    host.welcome(greeting.forDevice());
    for (NamespaceInfo info : greeting.namespaces()) {
      Track track = begun.session().track(info.ns());
      if (track == null) {
        // Left between the reading of the namespaces and now.
        host.send(new ServerFrame.Left(info.ns()));
        continue;
      }
      ResetReason reason = greeting.start().resetReason(info);
      if (reason != null) {
        begun.reset(track, reason, info.epoch(), info.head());
      }
    }
    reading = false;
    nextRecheckMillis = 0;
    begun.start();
    if (changed) {
      readAgain();
    }
  }

  private void readAgain() {
    reading = true;
    changed = false;
    nextRecheckMillis = 0;
    host.read(StartingPoint.nothing(), this::readAgainAnswered);
  }

  private void readAgainAnswered(@Nullable Greeting now) {
    Delivery running = delivery;
    if (now == null || running == null || ended) {
      unanswered();
      return;
    }
    if (changed) {
      readAgain();
      return;
    }
    follow(now, running);
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
          host.send(new ServerFrame.Joined(Greeting.seen(info, track.acked)));
        }
      } else {
        if (left != null) {
          left.remove(info.ns());
        }
        host.follow(info.ns());
        session.open(info.ns(), info.epoch(), 0, info.head()).role = info.role();
        host.send(new ServerFrame.Joined(info));
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
    host.unfollow(ns);
    running.session().close(ns);
    if (left == null) {
      left = new HashSet<>();
    } else if (left.size() >= LEFT_MAX) {
      left.clear();
    }
    left.add(ns);
    // Before the welcome the device does not know of it yet.
    if (running.started()) {
      host.send(new ServerFrame.Left(ns));
    }
    running.pump();
  }

  /** The namespaces could not be read. */
  private void unanswered() {
    if (ended) {
      return;
    }
    Delivery running = delivery;
    if (running != null && running.started()) {
      // What the device follows stays as it is; the next beat tries again.
      reading = false;
      changed = true;
    } else {
      host.refuse();
    }
  }
}
