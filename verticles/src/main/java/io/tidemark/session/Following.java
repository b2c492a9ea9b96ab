package io.tidemark.session;

import io.tidemark.flow.MemberChange;
import io.tidemark.flow.Membership;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a device follows the same as what its user is a member of, from the greeting on.
 *
 * <p>Interest in a folder is always known to the feed before the folder's head is relied on, so
 * that no change falls in between.
 */
public final class Following {
  private static final int LEFT_MAX = 1000;

  /** Of a membership that did not run out. */
  private static final long TAKEN = Long.MIN_VALUE;

  /** By so much two readings of one expiry may differ, for each is taken when its answer comes. */
  private static final long EXPIRY_MILLIS_APART = 1_000;

  private final FollowingHost host;
  private final long recheckMillis;
  private @Nullable Delivery delivery;

  /** What was left lately; of a membership that ran out, when. */
  private @Nullable Map<UUID, Long> left;

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
    return left != null && left.containsKey(ns);
  }

  /** The user joined, left, or has another role. */
  public void changed(MemberChange change) {
    Delivery running = delivery;
    if (change.role() == null && running != null && !isOfEarlierMembership(running, change)) {
      if (leave(running, change.ns(), TAKEN)) {
        running.left();
      }
      host.forget(change.ns());
    }
    recheck();
  }

  /** The stream lags: what the device follows was joined after the end that is told of now. */
  private static boolean isOfEarlierMembership(Delivery running, MemberChange change) {
    Track track = running.session().track(change.ns());
    return track != null && change.endsEarlierThan(track.joinedMicros);
  }

  /** The memberships may not be what they were. */
  public void recheck() {
    changed = true;
    if (delivery != null && !reading) {
      readAgain(false);
    }
  }

  /** Has remembered once more what the device has acknowledged. */
  public void rememberAll() {
    Delivery running = delivery;
    if (running != null && !ended) {
      for (Track track : running.session().tracks()) {
        if (track.acked > 0) {
          host.remember(track.ns, track.watermark());
        }
      }
    }
  }

  /** Ends the memberships that have run out. */
  public void expire(long nowMillis) {
    Delivery running = delivery;
    if (running == null || ended) {
      return;
    }
    boolean told = false;
    for (Track track : List.copyOf(running.session().tracks())) {
      if (track.expiresMillis <= nowMillis) {
        told |= leave(running, track.ns, track.expiresMillis);
        host.forget(track.ns);
      }
    }
    if (told) {
      running.left();
    }
    tellExpiry(running);
  }

  private void tellExpiry(Delivery running) {
    long next = Membership.NEVER;
    for (Track track : running.session().tracks()) {
      next = Math.min(next, track.expiresMillis);
    }
    if (next != Membership.NEVER) {
      host.expiresAt(next);
    }
  }

  /** Time passes: what could not be read is tried again, and what nobody told of is looked for. */
  public void beat(long nowMillis) {
    if (nextRecheckMillis == 0) {
      nextRecheckMillis = nowMillis + recheckMillis;
    }
    boolean due = nowMillis >= nextRecheckMillis;
    if (delivery != null && !reading && (changed || due)) {
      readAgain(due);
    }
  }

  private void prepared(@Nullable Greeting greeting) {
    if (greeting == null || ended) {
      unanswered();
      return;
    }
    if (changed) {
      changed = false;
      host.read(greeting.start(), false, this::prepared);
      return;
    }
    if (greeting.hasDoubts()) {
      // It may as well be this node that does not know yet what the device has.
      host.read(greeting.start(), true, this::prepared);
      return;
    }
    DeviceSession session = new DeviceSession(greeting.namespaces().size());
    Delivery begun = host.begin(session);
    delivery = begun;
    for (Membership membership : greeting.namespaces()) {
      host.follow(membership.ns());
      open(session, membership, greeting.start());
    }
    tellExpiry(begun);
    settleHeads(greeting, begun, _ -> true, () -> welcome(greeting, begun));
  }

  private void open(DeviceSession session, Membership in, StartingPoint start) {
    boolean fits = start.resetReason(in) == null;
    long watermark = start.watermark(in);
    session.open(in.ns(), in.epoch(), fits ? watermark : in.head(), in.head()).know(in);
    if (!fits) {
      // Else it would count again as soon as the journal has come that far.
      host.forget(in.ns());
    } else if (watermark > 0 && start.spokenByDevice()) {
      host.remember(in.ns(), in.watermark(watermark));
    }
  }

  /** Adds what was committed between the reading of the heads and the interest in them. */
  private void settleHeads(
      Greeting greeting, Delivery running, Predicate<UUID> tells, Runnable then) {
    DeviceSession session = running.session();
    List<UUID> all = new ArrayList<>(greeting.namespaces().size());
    for (Membership membership : greeting.namespaces()) {
      if (tells.test(membership.ns())) {
        all.add(membership.ns());
      }
    }
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
            learn(session, second, tells);
            then.run();
          }
        };
    host.read(greeting.start(), true, learned);
  }

  private void welcome(Greeting greeting, Delivery begun) {
    host.welcome(greeting.forDevice());
    for (Membership info : greeting.namespaces()) {
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
      readAgain(false);
    }
  }

  private void readAgain(boolean certain) {
    reading = true;
    changed = false;
    if (certain) {
      nextRecheckMillis = 0;
    }
    host.read(StartingPoint.nothing(), certain, this::readAgainAnswered);
  }

  private void readAgainAnswered(@Nullable Greeting now) {
    Delivery running = delivery;
    if (now == null || running == null || ended) {
      unanswered();
      return;
    }
    if (changed) {
      readAgain(false);
      return;
    }
    follow(now, running);
  }

  private static void learn(DeviceSession session, Greeting heads, Predicate<UUID> tells) {
    for (Membership in : heads.namespaces()) {
      if (tells.test(in.ns())) {
        session.offer(in.ns(), in.epoch(), in.head(), in.head(), false);
      }
    }
  }

  private void follow(Greeting now, Delivery running) {
    DeviceSession session = running.session();
    Map<UUID, Membership> members = now.byId();
    boolean told = false;
    for (Track track : List.copyOf(session.tracks())) {
      Membership in = members.get(track.ns);
      if (in == null) {
        told |= leave(running, track.ns, TAKEN);
        host.forget(track.ns);
      } else if (in.joinedMicros() != track.joinedMicros) {
        // Left and joined again unseen: the device begins anew, as any other new member.
        told |= leave(running, track.ns, TAKEN);
      }
    }
    if (told) {
      running.left();
    }
    Set<UUID> opened = new HashSet<>();
    for (Membership in : now.namespaces()) {
      Track track = session.track(in.ns());
      if (track != null) {
        boolean promoted = track.role != in.role();
        track.know(in);
        if (promoted) {
          host.send(new ServerFrame.Joined(in.info(track.acked)));
        }
      } else if (!hasRunOut(in)) {
        if (left != null) {
          left.remove(in.ns());
        }
        host.follow(in.ns());
        session.open(in.ns(), in.epoch(), 0, in.head()).know(in);
        opened.add(in.ns());
        host.send(new ServerFrame.Joined(in.info(0)));
      }
    }
    tellExpiry(running);
    // What is new here is caught up with; of the others nothing is pushed while they are muted.
    Predicate<UUID> tells = ns -> opened.contains(ns) || !host.isMuted(ns);
    learn(session, now, tells);
    settleHeads(
        now,
        running,
        tells,
        () -> {
          reading = false;
          running.pump();
          if (changed) {
            readAgain(false);
          }
        });
  }

  /** An answer that was on its way when the membership ran out does not bring it back. */
  private boolean hasRunOut(Membership membership) {
    Long ranOut = left == null ? null : left.get(membership.ns());
    return ranOut != null
        && ranOut != TAKEN
        && membership.expiresMillis() - EXPIRY_MILLIS_APART <= ranOut;
  }

  /** Returns whether the device was told. */
  private boolean leave(Delivery running, UUID ns, long ranOutMillis) {
    if (running.session().track(ns) == null) {
      return false;
    }
    host.unfollow(ns);
    running.session().close(ns);
    if (left == null) {
      left = new HashMap<>(2);
    } else if (left.size() >= LEFT_MAX) {
      left.clear();
    }
    left.put(ns, ranOutMillis);
    // Before the welcome the device does not know of it yet.
    if (running.started()) {
      host.send(new ServerFrame.Left(ns));
    }
    return running.started();
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
