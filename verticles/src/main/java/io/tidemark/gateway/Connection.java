package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.MemberChange;
import io.tidemark.flow.Revocation;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.ServerFrame;
import io.tidemark.session.Delivery;
import io.tidemark.session.Following;
import io.tidemark.session.StartingPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected device from admission to the end: its deadlines, its token, its place among the
 * connections. What it is sent is the business of {@link Delivery}, what it follows that of {@link
 * Following}.
 */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final long CLOSING_MILLIS = 10_000;
  private static final int SILENT_HEARTBEATS = 3;
  private static final long VISIT_MILLIS_MAX = 100_000;

  /** A device whose node has died looks connected for a while; this bounds it. */
  private static final long PRESENCE_MILLIS = 300_000;

  /** For a device that was asked to leave to do so by itself. */
  static final long LEAVING_MILLIS = 1_000;

  /** What nobody tells of is looked for about so often. */
  private static final long RECHECK_MILLIS = 600_000;

  private enum State {
    /** Has not said hello. */
    SILENT,
    GREETED,
    /** Was told that it is over; the socket may still be there. */
    CLOSED,
    /** The socket is gone. */
    GONE
  }

  private final GatewayLoop loop;
  private final DeviceTransport transport;
  private final AtomicInteger gauge;
  private final long helloUntilMillis;
  private final long session;
  private Caller caller;
  private State state = State.SILENT;
  private @Nullable String device;

  /** Its place among the user's connections. */
  private @Nullable String seat;

  private @Nullable Delivery delivery;
  private @Nullable Following following;
  private long heardMillis;
  private long heartbeatMillis;
  private long expiresMillis;
  private long membershipMillis = Long.MAX_VALUE;
  private long presenceMillis;
  private long abortMillis;
  private long leaveMillis = Long.MAX_VALUE;
  private boolean waitsToMove;
  private long visitMillis;

  /**
   * Both places that {@code caller} has taken are given back when the connection ends.
   *
   * @param session its number, of {@link GatewayLoop#nextSession}
   */
  Connection(
      GatewayLoop loop,
      long session,
      DeviceTransport transport,
      Caller caller,
      AtomicInteger gauge) {
    this.loop = loop;
    this.transport = transport;
    this.caller = caller;
    this.gauge = gauge;
    this.session = session;
    long now = GatewayLoop.nowMillis();
    this.heardMillis = now;
    this.helloUntilMillis = now + loop.node().options().helloMillis();
    this.expiresMillis = expiry(caller, loop.node().clock().instant(), now);
    // A random phase: connections that came together do not beat together.
    this.heartbeatMillis =
        now + ThreadLocalRandom.current().nextLong(loop.node().options().heartbeatMillis());
    gauge.incrementAndGet();
    loop.add(this);
    scheduleVisit(now);
  }

  Caller caller() {
    return caller;
  }

  /** Names this connection, as no other. */
  String session() {
    return loop.sessionName(session);
  }

  DeviceTransport transport() {
    return transport;
  }

  boolean isOpen() {
    return state == State.SILENT || state == State.GREETED;
  }

  /**
   * The first thing that a device says; at most once.
   *
   * @param name null for a long-poll that does not say whose it is
   */
  void hello(@Nullable String name, @Nullable StartingPoint start) {
    if (!isOpen()) {
      return;
    }
    if (state != State.SILENT) {
      close(CloseCode.MALFORMED, "hello was said before; expected once, as the first frame");
      return;
    }
    String bound = caller.device();
    if (bound != null && name != null && !bound.equals(name)) {
      close(
          CloseCode.FORBIDDEN,
          "the token is for device '" + bound + "' and cannot speak for '" + name + "'");
      return;
    }
    if (loop.moves().sends(this, name)) {
      close(CloseCode.DRAINING, "another node is the user's home; come back there");
      return;
    }
    state = State.GREETED;
    device = name;
    String taken = transport.seat(name);
    seat = taken;
    Connection replaced = loop.node().devices().name(caller.user(), taken, this);
    tellPresence(DevicePresence.Kind.CONNECTED, GatewayLoop.nowMillis());
    if (replaced != null) {
      replaced.replaced();
    }
    // Not all at the same time.
    long recheckMillis = RECHECK_MILLIS / 2 + ThreadLocalRandom.current().nextLong(RECHECK_MILLIS);
    Following begun = new Following(new ConnectionFollowing(loop, this, name), recheckMillis);
    following = begun;
    begun.greet(start);
  }

  private void tellPresence(DevicePresence.Kind kind, long now) {
    if (device != null) {
      presenceMillis = now + PRESENCE_MILLIS;
      DevicePresence presence = transport.presence(kind, session());
      loop.node().watermarks().seen(new DeviceName(caller.user(), device), presence);
    }
  }

  /** The device's session exists: it is offered what its folders have to say. */
  void deliverBy(Delivery begun) {
    delivery = begun;
  }

  /** A membership of the user runs out then, and with it what the device follows. */
  void followsUntil(long millis) {
    membershipMillis = millis;
    scheduleVisit(GatewayLoop.nowMillis());
  }

  /** What runs for this device; null before it has said hello or while that is looked into. */
  @Nullable Delivery delivery() {
    return delivery;
  }

  @Nullable Following following() {
    return following;
  }

  @Nullable String device() {
    return device;
  }

  boolean saidHello() {
    return state == State.GREETED;
  }

  long offer(EncodedDelta delta) {
    Delivery to = delivery;
    return to == null ? 0 : to.offer(delta);
  }

  /** Returns whether the device did not know. */
  boolean notice(UUID ns, int epoch, long seq) {
    Delivery to = delivery;
    return to != null && to.notice(ns, epoch, seq);
  }

  /** A new token for the same user. */
  void renew(Caller renewed) {
    if (!isOpen()) {
      return;
    }
    if (!renewed.user().equals(caller.user())) {
      close(
          CloseCode.FORBIDDEN,
          "the new token is for user '" + renewed.user() + "', not '" + caller.user() + "'");
      return;
    }
    if (renewed.device() != null && !renewed.device().equals(device)) {
      close(CloseCode.FORBIDDEN, "the new token is for device '" + renewed.device() + "'");
      return;
    }
    caller = renewed;
    long now = GatewayLoop.nowMillis();
    expiresMillis = expiry(renewed, loop.node().clock().instant(), now);
    scheduleVisit(now);
  }

  /** Anything came from the device, or its socket took something: it lives. */
  void heard() {
    heardMillis = GatewayLoop.nowMillis();
  }

  /** The socket takes more again. */
  void drained() {
    heard();
    Delivery to = delivery;
    if (to != null) {
      to.pump();
    }
  }

  /** The timing wheel came by: whatever is due is done. */
  void visit() {
    long now = GatewayLoop.nowMillis();
    if (state == State.GONE || now < visitMillis) {
      return;
    }
    if (state == State.CLOSED) {
      if (now >= abortMillis) {
        cut();
        return;
      }
    } else if (now >= leaveMillis) {
      close(CloseCode.DRAINING, "the device was asked to leave; come back");
    } else if (now >= expiresMillis) {
      close(CloseCode.UNAUTHORIZED, "the token has expired; refresh it in time");
    } else if (state == State.SILENT && now >= helloUntilMillis) {
      close(
          CloseCode.NO_HELLO,
          "no hello within " + Duration.ofMillis(loop.node().options().helloMillis()));
    } else {
      if (now >= membershipMillis) {
        expireMemberships(now);
      }
      if (now >= heartbeatMillis) {
        beat(now);
      }
    }
    if (state != State.GONE) {
      scheduleVisit(now);
    }
  }

  private void expireMemberships(long now) {
    membershipMillis = Long.MAX_VALUE;
    if (following != null) {
      following.expire(now);
    }
  }

  private void beat(long now) {
    long period = loop.node().options().heartbeatMillis();
    if (transport.answersHeartbeats() || !transport.writable()) {
      if (now - heardMillis > SILENT_HEARTBEATS * period) {
        loop.node().metrics().dead();
        cut();
        return;
      }
    } else {
      heardMillis = now;
    }
    if (transport.writable()) {
      transport.heartbeat();
    }
    if (following != null) {
      following.beat(now);
    }
    loop.moves().look(this);
    if (now >= presenceMillis) {
      tellPresence(DevicePresence.Kind.CONNECTED, now);
    }
    heartbeatMillis = now + period;
  }

  /** The same device connected again; from any thread. */
  private void replaced() {
    loop.onLoop(() -> close(CloseCode.REPLACED, "the same device connected again"));
  }

  /** Tokens of the user are good no more; from any thread. */
  void revoke(Revocation revocation, boolean first) {
    loop.onLoop(() -> {
      if (isOpen() && revocation.ends(caller, device, first)) {
        close(CloseCode.UNAUTHORIZED, "logged out; get a new token");
      }
    });
  }

  /** A membership of the user changed; from any thread. */
  void memberChanged(MemberChange change) {
    loop.onLoop(() -> {
      Following follows = following;
      if (isOpen() && follows != null) {
        follows.changed(change);
      }
    });
  }

  /** The user's memberships are not what they were; from any thread. */
  void recheck() {
    loop.onLoop(() -> {
      Following follows = following;
      if (isOpen() && follows != null) {
        follows.recheck();
      }
    });
  }

  /** Puts what the device has acknowledged into the store again; from any thread. */
  void rememberAll() {
    loop.onLoop(() -> {
      Following follows = following;
      if (isOpen() && follows != null) {
        tellPresence(DevicePresence.Kind.CONNECTED, GatewayLoop.nowMillis());
        follows.rememberAll();
      }
    });
  }

  /**
   * Asks the device to leave and to come back; until it goes, it is served as ever.
   *
   * @param url where to; null for wherever it came from
   */
  void leaveIn(int afterMillis, @Nullable String url) {
    if (!isOpen() || isLeaving()) {
      return;
    }
    long now = GatewayLoop.nowMillis();
    leaveMillis = now + LEAVING_MILLIS;
    transport.send(new ServerFrame.Reconnect(afterMillis, url));
    if (isOpen()) {
      scheduleVisit(now);
    }
  }

  /** Whether it was asked to leave. */
  boolean isLeaving() {
    return leaveMillis != Long.MAX_VALUE;
  }

  /** Whether it stands in the queue of those that will be sent to another node. */
  boolean waitsToMove() {
    return waitsToMove;
  }

  void waitsToMove(boolean waits) {
    waitsToMove = waits;
  }

  /** Ends the connection and says why. */
  void close(CloseCode code, String message) {
    if (!isOpen()) {
      return;
    }
    if (code == CloseCode.OVERLOADED) {
      transport.send(new ServerFrame.Reconnect(loop.entrance().adviseMillis(), null));
    }
    loop.node().metrics().closed(code);
    leave();
    state = State.CLOSED;
    long now = GatewayLoop.nowMillis();
    abortMillis = now + CLOSING_MILLIS;
    transport.close(code, message);
    if (state == State.CLOSED) {
      scheduleVisit(now);
    }
  }

  /** Ends the connection without a word. */
  void cut() {
    transport.abort();
    gone();
  }

  /** Something went wrong that nobody foresaw: the device has to come back. */
  void failed(RuntimeException cause) {
    LOG.error("connection failed user={} device={}", caller.user(), device, cause);
    cut();
  }

  /** The socket is gone, whoever closed it. */
  void gone() {
    if (state == State.GONE) {
      return;
    }
    if (isOpen()) {
      leave();
    }
    state = State.GONE;
    loop.remove(this);
  }

  private void leave() {
    if (following != null) {
      following.end();
    }
    if (delivery != null) {
      delivery.end();
    }
    delivery = null;
    following = null;
    loop.node().devices().leaveUser(caller.user(), seat, this);
    tellPresence(DevicePresence.Kind.GONE, GatewayLoop.nowMillis());
    loop.node().devices().leave();
    gauge.decrementAndGet();
  }

  private void scheduleVisit(long now) {
    long next =
        switch (state) {
          case SILENT -> Math.min(Math.min(heartbeatMillis, expiresMillis), helloUntilMillis);
          case GREETED -> Math.min(Math.min(heartbeatMillis, expiresMillis), membershipMillis);
          case CLOSED -> abortMillis;
          case GONE -> Long.MAX_VALUE;
        };
    visitMillis = Math.min(Math.min(next, leaveOrNever()), now + VISIT_MILLIS_MAX);
    loop.visitLater(this, visitMillis);
  }

  private long leaveOrNever() {
    return isOpen() ? leaveMillis : Long.MAX_VALUE;
  }

  private static long expiry(Caller caller, Instant today, long now) {
    long left = Duration.between(today, caller.expiresAt()).toMillis();
    return now + Math.clamp(left, 0, Integer.MAX_VALUE);
  }
}
