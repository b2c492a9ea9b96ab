package io.tidemark.gateway;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.FolderFeed;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.ResetReason;
import io.tidemark.session.Delivery;
import io.tidemark.session.DeliveryHost;
import io.tidemark.session.ReadRequest;
import io.tidemark.session.Turns;
import io.tidemark.websocket.SocketTurn;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one event loop share: who follows which folder, the timing wheel, the
 * reads under way. Only that loop touches it.
 */
final class GatewayLoop implements DeliveryHost {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayLoop.class);
  static final long TICK_MILLIS = 250;
  private static final int WHEEL_SLOTS = 512;
  private static final int CURSOR_TICKS = 4;
  private static final int READS_MAX = 64;
  private static final int BURST_SECONDS = 4;
  private static final int FLUSH_DEVICES = 64;

  private final GatewayNode node;
  private final Context context;
  private final Thread thread = Thread.currentThread();
  private final FolderFeed.Subscription feed;
  private final Map<UUID, List<Connection>> followers = new HashMap<>();
  private final Entrance entrance;
  private final HomeMoves moves;
  private final Set<Connection> connections = new HashSet<>();
  private final TimingWheel<Connection> wheel;
  private final TimingWheel<LongPollTransport> polls;

  /** Devices that arrive all at once cost the database no more at a time than this. */
  private static final int GREETINGS_MAX = 64;

  private static final long WARN_MILLIS = 1_000;

  private final Turns<ConnectionFollowing> greetings =
      new Turns<>(GREETINGS_MAX, ConnectionFollowing::begin);
  private final Turns<Delivery> reads = new Turns<>(READS_MAX, this::beginRead);
  private final RateLimit rateLimit;
  private final Backlog backlog;
  private final SocketTurn turn;
  private final PushFrames pushFrames;
  private final Farewells farewells = new Farewells();
  private List<Delivery> retries = new ArrayList<>();
  private List<Delivery> cursors = new ArrayList<>();
  private final String sessionPrefix =
      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + "-";
  private long sessions;
  private int ticks;
  private long warnedMillis = nowMillis() - WARN_MILLIS;
  private long unwarned;

  /** On the event loop that it is for. */
  GatewayLoop(GatewayNode node, Context context) {
    this.node = node;
    this.context = context;
    this.entrance = new Entrance(this, context);
    this.moves = new HomeMoves(node);
    this.backlog = new Backlog(node.metrics().backlog());
    this.turn =
        new SocketTurn(
            VertxInside.atTurnEnd(context), VertxInside.within(context), VertxInside::isShutdown);
    this.pushFrames = new PushFrames(turn);
    this.feed = node.feed().join(this::push, this::notice);
    this.wheel = new TimingWheel<>(TICK_MILLIS, WHEEL_SLOTS, nowMillis());
    this.polls = new TimingWheel<>(TICK_MILLIS, WHEEL_SLOTS, nowMillis());
    int perSecond = node.options().messagesPerSecond();
    this.rateLimit = new RateLimit(perSecond, perSecond * BURST_SECONDS);
  }

  /** Where devices come in. */
  Entrance entrance() {
    return entrance;
  }

  /** How devices come to where they belong. */
  HomeMoves moves() {
    return moves;
  }

  GatewayNode node() {
    return node;
  }

  FolderFeed.Subscription feed() {
    return feed;
  }

  RateLimit rateLimit() {
    return rateLimit;
  }

  /** What is written to sockets of our own within one turn of the loop. */
  SocketTurn turn() {
    return turn;
  }

  PushFrames pushFrames() {
    return pushFrames;
  }

  Farewells farewells() {
    return farewells;
  }

  boolean draining() {
    return node.drain().hasBegun();
  }

  long nextSession() {
    return ++sessions;
  }

  /** A name for a connection that no other has, on any node. */
  String sessionName(long session) {
    return sessionPrefix + session;
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  void visitLater(Connection connection, long deadlineMillis) {
    wheel.schedule(connection, deadlineMillis);
  }

  void visitLater(LongPollTransport poll, long deadlineMillis) {
    polls.schedule(poll, deadlineMillis);
  }

  /** From now on the connection is offered every push of the folder. */
  void follow(UUID ns, Connection connection) {
    List<Connection> known = followers.get(ns);
    if (known == null) {
      known = new ArrayList<>(1);
      followers.put(ns, known);
      feed.add(ns);
    }
    known.add(connection);
    feed.count(ns, 1);
  }

  void unfollow(UUID ns, Connection connection) {
    List<Connection> known = followers.get(ns);
    int index = known == null ? -1 : known.indexOf(connection);
    if (known == null || index < 0) {
      return;
    }
    // Order does not matter, and the last one is cheap to move.
    Connection last = known.removeLast();
    if (index < known.size()) {
      known.set(index, last);
    }
    feed.count(ns, -1);
    if (known.isEmpty()) {
      followers.remove(ns);
      feed.remove(ns);
    }
  }

  private void push(EncodedDelta delta) {
    List<Connection> known = followers.get(delta.ns());
    if (known == null) {
      return;
    }
    int devices = 0;
    long entries = 0;
    // What a few sockets were just written is still in the CPU's caches when they are flushed.
    boolean onlyPush = !feed.morePushesWait();
    // From the end, so that one that goes while we write does not make us skip another.
    for (int index = known.size() - 1; index >= 0; index--) {
      if (index < known.size()) {
        long advance = offer(known.get(index), delta);
        if (advance > 0) {
          devices++;
          entries += advance;
          if (onlyPush && devices % FLUSH_DEVICES == 0) {
            turn.flush();
          }
        }
      }
    }
    if (devices > 0) {
      node.metrics().pushed(devices, entries, delta.oldestCommitMicros());
    }
  }

  /** A head exists: whoever is not there is owed what leads to it. */
  private void notice(UUID ns, int epoch, long seq) {
    int devices = 0;
    for (Connection connection : List.copyOf(followers.getOrDefault(ns, List.of()))) {
      try {
        if (connection.notice(ns, epoch, seq)) {
          devices++;
          suspect(connection);
        }
      } catch (RuntimeException e) {
        connection.failed(e);
      }
    }
    node.metrics().noticed(devices);
  }

  /** What goes wrong with one device stays with it. */
  private long offer(Connection connection, EncodedDelta delta) {
    try {
      long advance = connection.offer(delta);
      if (advance == 0 || !connection.transport().writable()) {
        suspect(connection);
      }
      return advance;
    } catch (RuntimeException e) {
      connection.failed(e);
      return 0;
    }
  }

  private void suspect(Connection connection) {
    Delivery delivery = connection.delivery();
    if (delivery != null) {
      backlog.suspect(delivery);
    }
  }

  private static void visit(Connection connection) {
    try {
      connection.visit();
    } catch (RuntimeException e) {
      connection.failed(e);
    }
  }

  /** Devices whose namespaces have to be read before anything else. */
  Turns<ConnectionFollowing> greetings() {
    return greetings;
  }

  /**
   * Whether to log a failure that may befall thousands of devices at once; it is counted anyway.
   * About once a second, with the number of those that were kept quiet.
   */
  OptionalLong mayWarn() {
    long now = nowMillis();
    if (now - warnedMillis < WARN_MILLIS) {
      unwarned++;
      return OptionalLong.empty();
    }
    long quiet = unwarned;
    warnedMillis = now;
    unwarned = 0;
    return OptionalLong.of(quiet);
  }

  @Override
  public void wantsRead(Delivery delivery) {
    backlog.suspect(delivery);
    reads.request(delivery);
  }

  private boolean beginRead(Delivery delivery) {
    ReadRequest request = delivery.beginRead();
    if (request == null) {
      return false;
    }
    node.metrics().read();
    onLoop(
        node.source().read(request.ns(), request.epoch(), request.after(), request.limit()),
        answer -> {
          if (answer.succeeded()) {
            answered(delivery, request, answer.result());
          } else {
            LOG.warn(
                "catch-up read failed ns={} after={} cause='{}'",
                request.ns(),
                request.after(),
                String.valueOf(answer.cause()));
            node.metrics().readFailed();
            delivery.readFailed(request);
          }
          reads.finished();
          delivery.pump();
        });
    return true;
  }

  private void answered(Delivery delivery, ReadRequest request, CatchUpPage page) {
    try {
      delivery.readAnswered(request, page);
    } catch (RuntimeException e) {
      LOG.error("catch-up page cannot be used ns={} after={}", request.ns(), request.after(), e);
      node.metrics().readFailed();
      delivery.readFailed(request);
    }
  }

  @Override
  public void retryLater(Delivery delivery) {
    retries.add(delivery);
  }

  @Override
  public void cursorLater(Delivery delivery) {
    cursors.add(delivery);
  }

  @Override
  public String encode(Cursor cursor) {
    return node.cursors().encode(cursor);
  }

  @Override
  public void caughtUp(long entries, boolean live) {
    node.metrics().caughtUp(entries, live);
  }

  @Override
  public void wasReset(ResetReason reason) {
    node.metrics().reset(reason);
  }

  /** Every {@link #TICK_MILLIS}: the one timer of all connections. */
  void tick() {
    wheel.advance(nowMillis(), GatewayLoop::visit);
    polls.advance(nowMillis(), LongPollTransport::visit);
    farewells.tick(nowMillis());
    if (!draining()) {
      moves.tick(nowMillis());
    }
    List<Delivery> again = retries;
    if (!again.isEmpty()) {
      retries = new ArrayList<>();
      again.forEach(Delivery::retry);
    }
    ticks = (ticks + 1) % CURSOR_TICKS;
    if (ticks == 0 && !cursors.isEmpty()) {
      List<Delivery> owed = cursors;
      cursors = new ArrayList<>();
      owed.forEach(Delivery::sendCursor);
    }
    if (ticks == 0) {
      backlog.count();
    }
  }

  /** All there are, as they come and go. */
  Set<Connection> connections() {
    return connections;
  }

  void leave() {
    backlog.end();
    feed.leave();
  }

  /** Handles the outcome on this loop, whatever thread the future completes on. */
  <T> void onLoop(Future<T> future, Handler<AsyncResult<T>> handler) {
    future.onComplete(result -> {
      if (Thread.currentThread().equals(thread)) {
        handler.handle(result);
      } else {
        context.runOnContext(_ -> handler.handle(result));
      }
    });
  }

  void onLoop(Runnable action) {
    context.runOnContext(_ -> action.run());
  }

  /** Monotonic: deadlines do not jump with the clock. */
  static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
