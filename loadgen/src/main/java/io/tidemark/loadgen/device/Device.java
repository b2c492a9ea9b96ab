package io.tidemark.loadgen.device;

import io.tidemark.loadgen.client.HubException;
import io.tidemark.loadgen.client.JournalPage;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.client.SnapshotPage;
import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A device with its socket: connects, does what its {@link DeviceState} says, acknowledges now and
 * then, and comes back after a cut. All of it happens on one event loop.
 */
public final class Device implements Transport.Listener {
  private static final long ACK_MICROS = 2_000_000;
  private static final long FIRST_RETRY_MILLIS = 200;
  private static final long LONGEST_RETRY_MILLIS = 10_000;

  private final Vertx vertx;
  private final String device;
  private final Session session;
  private final Transport transport;
  private final DeviceState state;
  private final DeviceEvents events;
  private final RandomGenerator random;
  private Transport.@Nullable Connection connection;
  private boolean wanted;
  private boolean opening;
  private boolean leaving;
  private int failures;
  private long comeBackAtMicros;

  /** When the hub wants it back; 0 if it did not say. */
  private long advisedMicros;

  /** Where it wants it: for one try, for the usual place is right, too. */
  private @Nullable URI elsewhere;

  private long lastAckMicros;
  private int connects;
  private String lastTrouble = "";

  Device(
      Vertx vertx,
      String device,
      Session session,
      Transport transport,
      DeviceState state,
      DeviceEvents events,
      RandomGenerator random) {
    this.vertx = vertx;
    this.device = device;
    this.session = session;
    this.transport = transport;
    this.state = state;
    this.events = events;
    this.random = random;
  }

  public String id() {
    return device;
  }

  public String transport() {
    return transport.name();
  }

  public DeviceState state() {
    return state;
  }

  /** Whether it is connected and the hub said that it has caught up. */
  public boolean live() {
    return connection != null && state.live();
  }

  /** Whether it has a connection, or begins one. */
  boolean busy() {
    return connection != null || opening;
  }

  /** Whether it means to be connected. */
  boolean wanted() {
    return wanted;
  }

  /** How often it was connected. */
  public int connects() {
    return connects;
  }

  /** Why it is not connected. */
  String lastTrouble() {
    return lastTrouble;
  }

  /** Connects, and from then on stays connected as well as it can. */
  void arrive() {
    wanted = true;
    comeBackAtMicros = 0;
    advisedMicros = 0;
    connect();
  }

  /** Connects after so long, and from then on stays connected. */
  void arriveIn(long millis) {
    wanted = true;
    advisedMicros = 0;
    comeBackAtMicros = Micros.now() + millis * 1_000;
  }

  /** Acknowledges what it has and goes. */
  void leave() {
    wanted = false;
    acknowledge();
    Transport.Connection open = connection;
    if (open != null) {
      leaving = true;
      open.close();
    }
  }

  /** Goes without a word. */
  void cut() {
    wanted = false;
    Transport.Connection open = connection;
    if (open != null) {
      leaving = true;
      open.cut();
    }
  }

  /** To be called a few times a second. */
  void tick(long nowMicros) {
    if (wanted && connection == null && !opening && nowMicros >= comeBackAtMicros) {
      connect();
    }
    if (nowMicros - lastAckMicros >= ACK_MICROS) {
      lastAckMicros = nowMicros + random.nextInt((int) ACK_MICROS / 4);
      acknowledge();
    }
  }

  private void connect() {
    if (opening || connection != null) {
      return;
    }
    opening = true;
    events.connecting();
    URI at = elsewhere;
    elsewhere = null;
    state.connected(transport.tellsWatermarks() && !state.watermarks().isEmpty());
    session
        .token()
        .compose(token ->
            transport.open(token, new Hello(device, state.watermarks(), state.cursor(), at), this))
        .onSuccess(this::opened)
        .onFailure(this::notOpened);
  }

  private void opened(Transport.Connection open) {
    opening = false;
    connection = open;
    connects++;
    events.connected();
    if (!wanted) {
      open.close();
    }
  }

  private void notOpened(Throwable failure) {
    opening = false;
    if (failure instanceof TurnedAway turned && turned.afterSeconds() > 0) {
      advised(turned.afterSeconds() * 1_000);
    }
    retry(String.valueOf(failure.getMessage()));
  }

  private void advised(int afterMillis) {
    advisedMicros = Micros.now() + afterMillis * 1_000L;
  }

  private void retry(String reason) {
    long advisedAt = advisedMicros;
    advisedMicros = 0;
    if (advisedAt > 0) {
      // The hub knows better than a guess when it can serve this device.
      comeBackIn(Math.max(0, (advisedAt - Micros.now()) / 1_000), reason);
      return;
    }
    failures++;
    long doubling =
        Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures - 1, 10));
    comeBackIn(doubling / 2 + random.nextLong(doubling), reason);
  }

  private void comeBackIn(long millis, String reason) {
    lastTrouble = reason;
    comeBackAtMicros = Micros.now() + millis * 1_000;
    events.disconnected(reason, wanted ? millis : -1);
  }

  @Override
  public void frame(ServerFrame frame, @Nullable String cursor) {
    long nowMicros = Micros.now();
    events.frame(frame, nowMicros, state.liveSinceMicros());
    if (frame instanceof ServerFrame.Live) {
      failures = 0;
    }
    state.onFrame(frame, cursor, nowMicros).forEach(this::act);
  }

  @Override
  public void unreadable(String why) {
    state.ledger().add(Finding.UNREADABLE, why);
  }

  @Override
  public void closed(int code, String reason) {
    connection = null;
    state.disconnected();
    boolean own = leaving;
    leaving = false;
    for (CloseCode known : CloseCode.values()) {
      if (known.status() == code && !known.comeBack() && !own) {
        state.ledger().add(Finding.ACCUSED, "closed " + code + " " + reason);
      }
    }
    if (wanted) {
      retry("closed " + code + " " + reason);
    } else {
      comeBackIn(0, "left");
    }
  }

  private void act(DeviceEffect effect) {
    switch (effect) {
      case DeviceEffect.ReadJournal read -> {
        if (read.delayMillis() > 0) {
          vertx
              .timer(random.nextInt(read.delayMillis()) + 1, TimeUnit.MILLISECONDS)
              .onSuccess(_ -> readJournal(read));
        } else {
          readJournal(read);
        }
      }
      case DeviceEffect.ReadSnapshot read -> readSnapshot(read);
      case DeviceEffect.ComeBack back -> {
        advised(back.afterMillis());
        elsewhere = uri(back.url());
        Transport.Connection open = connection;
        if (open != null) {
          open.close();
        }
      }
    }
  }

  private @Nullable URI uri(@Nullable String url) {
    try {
      return url == null ? null : new URI(url);
    } catch (URISyntaxException _) {
      state.ledger().add(Finding.UNREADABLE, "reconnect to '" + url + "'");
      return null;
    }
  }

  private void readJournal(DeviceEffect.ReadJournal read) {
    int limit = (int) Math.min(Limits.JOURNAL_PAGE, Math.max(1, read.upTo() - read.after()));
    session
        .journal(read.ns(), read.after(), limit)
        .onSuccess(page -> onJournal(read.ns(), page))
        .onFailure(failure -> readFailed(read.ns(), failure));
  }

  private void onJournal(UUID ns, JournalPage page) {
    state.onJournal(ns, page.entries(), page.hasMore(), Micros.now()).forEach(this::act);
  }

  private void readSnapshot(DeviceEffect.ReadSnapshot read) {
    snapshotPages(read.ns(), read.under(), null, new ArrayList<>())
        .onSuccess(last ->
            state
                .onSnapshot(read.ns(), read.under(), last.epoch(), last.seq(), last.files())
                .forEach(this::act))
        .onFailure(failure -> readFailed(read.ns(), failure));
  }

  /** The last page, with the files of all. */
  private Future<SnapshotPage> snapshotPages(
      UUID ns, @Nullable UUID under, @Nullable String pageToken, List<Change> files) {
    return session
        .snapshot(ns, under, pageToken)
        .compose(page -> {
          files.addAll(page.files());
          String next = page.nextPageToken();
          return next == null
              ? Future.succeededFuture(new SnapshotPage(page.epoch(), page.seq(), files, null))
              : snapshotPages(ns, under, next, files);
        });
  }

  private void readFailed(UUID ns, Throwable failure) {
    if (failure instanceof HubException refused
        && refused.code().equals(ProblemCode.HISTORY_GONE.code())) {
      state.onHistoryGone(ns).forEach(this::act);
      return;
    }
    state.onReadFailed(ns);
    if (failure instanceof HubException refused && !refused.mayPass()) {
      state.ledger().add(Finding.ACCUSED, String.valueOf(failure.getMessage()));
    }
  }

  private void acknowledge() {
    Transport.Connection open = connection;
    if (open == null) {
      return;
    }
    Map<UUID, Long> acks = state.takeAcks();
    if (!acks.isEmpty()) {
      // A lost ack costs a larger catch-up, no more: the next one says more than this one did.
      open.ack(acks).onFailure(_ -> {});
    }
  }
}
