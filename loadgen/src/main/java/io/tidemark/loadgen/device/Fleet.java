package io.tidemark.loadgen.device;

import io.tidemark.loadgen.client.Session;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Many devices on one event loop, with one timer for all of them. Its methods may be called from
 * any thread; what they do and answer happens on the event loop.
 */
public final class Fleet {
  private static final long TICK_MILLIS = 100;
  private static final long NEVER_STALE = Long.MAX_VALUE;

  /** Devices that begin to connect in one tick: fast, but no herd. */
  private static final int ARRIVALS_PER_TICK = 50;

  private final Vertx vertx;
  private final URI hub;
  private final KnownChanges known;
  private final long staleLimitMicros;
  private final Random random;
  private final Context context;
  private final WebSocketTransport webSocket;
  private final HttpClient streams;
  private final HttpClient polls;
  private final List<Device> devices = new ArrayList<>();
  private final List<Device> arriving = new ArrayList<>();
  private final List<Away> away = new ArrayList<>();
  private int leavings;
  private int arrivalsPerTick = ARRIVALS_PER_TICK;
  private int arrivingAtOnce = Integer.MAX_VALUE;
  private @Nullable Wires wires;
  private long timer = -1;

  private record Away(Device device, long untilMicros) {}

  /**
   * @param connections the most devices that there will be
   */
  public Fleet(
      Vertx vertx, URI hub, KnownChanges known, int connections, long staleLimitMicros, long seed) {
    this.vertx = vertx;
    this.hub = hub;
    this.known = known;
    this.staleLimitMicros = staleLimitMicros;
    this.random = new Random(seed);
    this.context = vertx.getOrCreateContext();
    this.webSocket = new WebSocketTransport(vertx, hub, connections);
    this.streams = SseTransport.client(vertx, connections);
    this.polls = LongPollTransport.client(vertx, connections);
  }

  /** Adds a device and lets it arrive. */
  public Future<Device> add(String id, Session session, boolean sse, DeviceEvents events) {
    return add(id, session, sse ? Way.EVENT_STREAM : Way.WEB_SOCKET, events);
  }

  /** Adds a device and lets it arrive. */
  public Future<Device> add(String id, Session session, Way way, DeviceEvents events) {
    return on(() -> {
      Transport transport =
          switch (way) {
            case WEB_SOCKET -> webSocket;
            case EVENT_STREAM -> new SseTransport(streams, hub, session);
            case LONG_POLL -> new LongPollTransport(vertx, polls, hub, session);
          };
      return add(id, session, transport, events, staleLimitMicros);
    });
  }

  /**
   * Adds a device on a bare socket, which costs little and can read slowly, and lets it arrive.
   *
   * @param way not by long-poll
   */
  public Future<Device> addBare(
      String id, Session session, Way way, Reading reading, DeviceEvents events) {
    return on(() -> {
      Wires bare = wires;
      if (bare == null) {
        bare = new Wires(context, hub);
        wires = bare;
      }
      // One that hardly reads is late by its own will.
      long limit = reading == Reading.ALL ? staleLimitMicros : NEVER_STALE;
      return add(id, session, new WireTransport(bare, way, reading, session), events, limit);
    });
  }

  private Device add(
      String id, Session session, Transport transport, DeviceEvents events, long staleMicros) {
    DeviceState state = new DeviceState(new Ledger(id, staleMicros, known.isKept()), known);
    RandomGenerator own = new Random(random.nextLong());
    Device device = new Device(vertx, id, session, transport, state, events, own);
    devices.add(device);
    arriving.add(device);
    if (timer < 0) {
      timer = vertx.setPeriodic(TICK_MILLIS, _ -> tick());
    }
    return device;
  }

  /** How many there are, and how many of them are live. */
  public record Count(int devices, int live, long changes, int behind) {}

  /**
   * @param ns whose head is {@code head}
   */
  public Future<Count> count(UUID ns, long head) {
    return on(() -> {
      int live = 0;
      long changes = 0;
      int behind = 0;
      for (Device device : devices) {
        live += device.live() ? 1 : 0;
        changes += device.state().ledger().changes();
        behind += device.state().watermark(ns) < head ? 1 : 0;
      }
      return new Count(devices.size(), live, changes, behind);
    });
  }

  /** How many are below one of these heads, in a namespace that they follow. */
  public Future<Integer> behind(Map<UUID, Long> heads) {
    return on(() -> (int) devices.stream().filter(d -> isBehind(d, heads)).count());
  }

  private static boolean isBehind(Device device, Map<UUID, Long> heads) {
    return device.state().watermarks().entrySet().stream()
        .anyMatch(mark -> mark.getValue() < heads.getOrDefault(mark.getKey(), 0L));
  }

  /** The devices that have not got as far as {@code head}, each with how far it is. */
  public Future<List<String>> idsBehind(UUID ns, long head) {
    return on(() ->
        devices.stream()
            .filter(device -> device.state().watermark(ns) < head)
            .map(device -> device.id() + " at " + device.state().watermark(ns))
            .toList());
  }

  /** Why a device that should be live is not, for people; empty if all are. */
  public Future<String> trouble() {
    return on(() ->
        devices.stream()
            .filter(device -> device.wanted() && !device.live())
            .findFirst()
            .map(device -> ": " + device.id() + " " + device.lastTrouble())
            .orElse(""));
  }

  /** Some devices leave, picked at random, and come back after a random time. */
  public Future<Integer> churn(double share, int longestMillis) {
    return on(() -> {
      int left = 0;
      for (Device device : devices) {
        if (device.live() && random.nextDouble() < share) {
          device.leave();
          long millis = random.nextInt(longestMillis);
          away.add(new Away(device, Micros.now() + millis * 1_000));
          left++;
        }
      }
      return left;
    });
  }

  /**
   * So many that are live leave, picked at random, every other one without a word, and come back
   * after a random time.
   *
   * @param prefix of the ids of those that may
   * @return how many left
   */
  public Future<Integer> leave(String prefix, int count, int longestMillis) {
    return on(() -> {
      List<Device> there = new ArrayList<>();
      devices.stream()
          .filter(device -> device.live() && device.id().startsWith(prefix))
          .forEach(there::add);
      Collections.shuffle(there, random);
      List<Device> gone = there.subList(0, Math.min(count, there.size()));
      for (int i = 0; i < gone.size(); i++) {
        if (leavings++ % 2 == 0) {
          gone.get(i).leave();
        } else {
          gone.get(i).cut();
        }
        long millis = random.nextInt(longestMillis);
        away.add(new Away(gone.get(i), Micros.now() + millis * 1_000));
      }
      return gone.size();
    });
  }

  /** What all devices hold against the hub by now, without what only the journal shows. */
  public Future<Long> violations() {
    return on(
        () -> devices.stream().mapToLong(device -> device.state().ledger().violations()).sum());
  }

  /**
   * For large fleets, which are to arrive as a hub can take them.
   *
   * @param perSecond devices that begin to connect
   * @param atOnce the most that have begun and are not live yet
   */
  public Future<Void> arrivals(int perSecond, int atOnce) {
    return on(() -> {
      arrivingAtOnce = atOnce;
      arrivalsPerTick = Math.max(1, (int) (perSecond * TICK_MILLIS / 1_000));
      return null;
    });
  }

  /** All connections end at once, without a word. */
  public Future<Void> cut() {
    return on(() -> {
      devices.forEach(Device::cut);
      return null;
    });
  }

  /** How many have a connection, or begin one. */
  public Future<Integer> busy() {
    return on(() -> (int) devices.stream().filter(Device::busy).count());
  }

  /**
   * All that were cut come back, each at a random moment within this time; 0 for all at once.
   *
   * @return when the first of them begins, by {@link System#nanoTime}
   */
  public Future<Long> herd(int spreadMillis) {
    return on(() -> {
      long now = System.nanoTime();
      for (Device device : devices) {
        if (spreadMillis > 0) {
          device.arriveIn(random.nextInt(spreadMillis));
        } else {
          device.arrive();
        }
      }
      return now;
    });
  }

  /** Those that read slowly read everything from now on. */
  public Future<Void> wake() {
    return on(() -> {
      Wires bare = wires;
      if (bare != null) {
        bare.wake();
      }
      return null;
    });
  }

  /** All that are away come back now. */
  public Future<Void> gather() {
    return on(() -> {
      away.forEach(gone -> arriving.add(gone.device()));
      away.clear();
      return null;
    });
  }

  /** Ends with all devices gone, and hands them over: from here on nothing changes in them. */
  public Future<List<Device>> stop() {
    return on(
            () -> {
              vertx.cancelTimer(timer);
              arriving.clear();
              away.clear();
              devices.forEach(Device::leave);
              return List.copyOf(devices);
            })
        .compose(gone -> vertx.timer(TICK_MILLIS).map(gone))
        .onComplete(_ -> closeWires());
  }

  private int room() {
    if (arriving.isEmpty() || arrivingAtOnce == Integer.MAX_VALUE) {
      return Integer.MAX_VALUE;
    }
    long begun = devices.stream().filter(device -> device.wanted() && !device.live()).count();
    return (int) Math.max(0, arrivingAtOnce - begun);
  }

  private void closeWires() {
    Wires bare = wires;
    if (bare != null) {
      bare.close();
    }
  }

  private void tick() {
    long nowMicros = Micros.now();
    away.removeIf(gone -> {
      boolean back = nowMicros >= gone.untilMicros();
      if (back) {
        arriving.add(gone.device());
      }
      return back;
    });
    int count = Math.min(Math.min(arrivalsPerTick, arriving.size()), room());
    List<Device> now = arriving.subList(0, count);
    now.forEach(Device::arrive);
    now.clear();
    for (Device device : devices) {
      device.tick(nowMicros);
    }
  }

  private <T> Future<T> on(Callable<T> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(_ -> {
      try {
        promise.complete(action.call());
      } catch (Exception e) {
        promise.fail(e);
      }
    });
    return promise.future();
  }
}
