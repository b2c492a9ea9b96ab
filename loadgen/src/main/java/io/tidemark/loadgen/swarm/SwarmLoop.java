package io.tidemark.loadgen.swarm;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tidemark.loadgen.client.HubTrust;
import io.tidemark.loadgen.device.Micros;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one event loop of a process' devices, with what they share: buffers, clock, measurements. */
final class SwarmLoop {
  private static final int TICK_MILLIS = 5;
  private static final int CONNECT_MILLIS = 20_000;
  private static final int READ_BYTES = 4_096;
  private static final int OPENING_MOST = 1_000;
  private static final int HUBS_MOST = 100;

  /** Sockets at a time, where devices come and go: below what a process may have. */
  private static final int OPEN_MOST = 19_000;

  private static final long BACKOFF_MOST_MILLIS = 10_000;

  /** What a device needs of the hub beside its own connection. */
  interface Calls {
    void pull(SwarmDevice device, Mark mark);

    void ack(SwarmDevice device, String watermarks);

    String token(SwarmDevice device);
  }

  private record Later(long dueMicros, Runnable task) {}

  private final SwarmPlan plan;
  private final Calls calls;
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop eventLoop;
  private final Bootstrap bootstrap;
  private final List<URI> hubs = new ArrayList<>();
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final FrameScanner scanner = new FrameScanner();
  private final Tally tally = new Tally();
  private final Findings findings = new Findings();
  private final SpanLog spans = new SpanLog();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::dueMicros));
  private final Random random;
  private final SwarmDevice[] devices;
  private @Nullable SslContext tls;
  private byte[] scratch = new byte[65_536];
  private boolean recordChanges = true;
  private boolean recordSpans;
  private boolean returning;
  private boolean ticking;
  private long wallOffsetMicros;
  private long nextTickMicros;
  private long connectStartMicros;
  private int started;
  private int opening;
  private int open;
  private int liveNow;
  private int ackAt;

  SwarmLoop(SwarmPlan plan, Calls calls) {
    this.plan = plan;
    this.calls = calls;
    this.random = new Random(plan.seed());
    boolean epoll = Epoll.isAvailable();
    this.group =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("swarm", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.eventLoop = group.next();
    this.bootstrap =
        new Bootstrap()
            .group(eventLoop)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES));
    if (epoll) {
      bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }
    plan.hubs().forEach(this::addHub);
    this.devices = new SwarmDevice[plan.count()];
    for (int i = 0; i < devices.length; i++) {
      devices[i] = new SwarmDevice(this, plan.first() + i);
    }
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  private int addHub(URI hub) {
    hubs.add(hub);
    addresses.add(new InetSocketAddress(hub.getHost(), HubTrust.port(hub)));
    return hubs.size() - 1;
  }

  // Asked by devices

  SwarmPlan plan() {
    return plan;
  }

  FrameScanner scanner() {
    return scanner;
  }

  Tally tally() {
    return tally;
  }

  Findings findings() {
    return findings;
  }

  SpanLog spans() {
    return spans;
  }

  /** Whether devices that were cut come again. */
  boolean returning() {
    return returning;
  }

  URI hub(int target) {
    return hubs.get(Math.floorMod(target, hubs.size()));
  }

  /** A node that a device was sent to; it may be one that the plan does not name. */
  int targetOf(String url) {
    try {
      URI hub = URI.create(url);
      int known = hubs.indexOf(hub);
      return known >= 0 || hub.getHost() == null || hubs.size() >= HUBS_MOST ? known : addHub(hub);
    } catch (IllegalArgumentException _) {
      return -1;
    }
  }

  String token(SwarmDevice device) {
    return plan.raw() ? "" : calls.token(device);
  }

  byte[] scratch(int length) {
    if (scratch.length < length) {
      scratch = new byte[Math.max(length, 2 * scratch.length)];
    }
    return scratch;
  }

  long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  void later(long millis, Runnable task) {
    later.add(new Later(nowMicros() + millis * 1_000, task));
  }

  /** Doubles with each attempt; anywhere up to that, so that devices do not come all at once. */
  long backoffMillis(int attempts) {
    long most = Math.min(BACKOFF_MOST_MILLIS, 100L << Math.min(attempts, 10));
    return 1 + random.nextLong(most);
  }

  void connect(DeviceLine line) {
    SwarmDevice device = line.device();
    opening++;
    open++;
    InetSocketAddress address = addresses.get(hubs.indexOf(device.hub()));
    ChannelHandler handler =
        HubTrust.isSecure(device.hub()) ? HubTrust.before(line, tls(), device.hub()) : line;
    Bootstrap connects = bootstrap.clone().handler(handler);
    ChannelFuture connecting =
        plan.sources() > 1 ? connects.connect(address, source(device)) : connects.connect(address);
    connecting.addListener(_ -> {
      opening--;
      if (!connecting.isSuccess()) {
        line.notConnected(String.valueOf(connecting.cause().getMessage()));
      }
    });
  }

  private SslContext tls() {
    SslContext made = tls;
    if (made == null) {
      made = HubTrust.current().context();
      tls = made;
    }
    return made;
  }

  private InetSocketAddress source(SwarmDevice device) {
    return new InetSocketAddress("127.0.0." + (1 + device.number() % plan.sources()), 0);
  }

  void pull(SwarmDevice device, Mark mark) {
    tally.add(Tally.Count.PULLS, 1);
    calls.pull(device, mark);
  }

  void ackByHttp(SwarmDevice device, String watermarks) {
    calls.ack(device, watermarks);
  }

  void live(long dueMicros, long cutMicros) {
    liveNow++;
    tally.add(Tally.Count.LIVE, 1);
    long now = nowMicros();
    tally.time(Tally.Time.CONNECT_TO_LIVE, now - dueMicros);
    if (cutMicros > 0) {
      tally.time(Tally.Time.CUT_TO_LIVE, now - cutMicros);
    }
  }

  void gone(String why, boolean wasLive) {
    open--;
    tally.failure(why);
    if (wasLive) {
      liveNow--;
    }
  }

  void delta(FrameScanner delta, Mark.Verdict verdict, boolean live, SwarmDevice device) {
    tally.add(Tally.Count.DELTAS, 1);
    tally.add(Tally.Count.CHANGES, delta.count);
    if (delta.truncated) {
      tally.add(Tally.Count.TRUNCATED, 1);
    }
    if (!live || verdict != Mark.Verdict.APPLIED) {
      return;
    }
    long now = nowMicros();
    if (recordChanges) {
      for (int i = 0; i < delta.count; i++) {
        tally.time(Tally.Time.STAMP_TO_SOCKET, now + wallOffsetMicros - delta.stamps[i]);
        if (delta.dues[i] != Due.NONE) {
          tally.time(Tally.Time.DUE_TO_SOCKET, now - delta.dues[i]);
        }
      }
    }
    if (recordSpans) {
      spans.told(delta, now + wallOffsetMicros, device.number(), findings);
    }
  }

  void pulled(Mark mark, long before, SwarmDevice device) {
    if (recordSpans) {
      spans.pulled(mark, before, nowMicros() + wallOffsetMicros, device.number());
    }
  }

  // Asked by the swarm, on the loop

  SwarmDevice[] devices() {
    return devices;
  }

  int liveNow() {
    return liveNow;
  }

  int started() {
    return started;
  }

  /** Devices begin to come, all of them from the first on. */
  void begin() {
    returning = !plan.visiting();
    started = 0;
    connectStartMicros = nowMicros();
    if (ticking) {
      return;
    }
    ticking = true;
    nextTickMicros = connectStartMicros + TICK_MILLIS * 1_000;
    wallOffsetMicros = Micros.now() - nowMicros();
    // Ends with the group.
    var _ =
        eventLoop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Counts anew. */
  void record(boolean changes, boolean spanned) {
    tally.restart();
    spans.clear();
    recordChanges = changes;
    recordSpans = spanned;
  }

  private void tick() {
    long now = nowMicros();
    tally.time(Tally.Time.LAG, now - nextTickMicros);
    nextTickMicros += TICK_MILLIS * 1_000;
    wallOffsetMicros = Micros.now() - nowMicros();
    while (started < devices.length && opening < OPENING_MOST && open < OPEN_MOST) {
      long due = connectStartMicros + (long) (started * 1e6 / plan.perSecond());
      if (due > now) {
        break;
      }
      devices[started++].open(due);
    }
    Later next = later.peek();
    while (next != null && next.dueMicros() <= now && opening < OPENING_MOST) {
      later.remove();
      next.task().run();
      next = later.peek();
    }
    if (plan.ackMillis() > 0) {
      acks();
    }
  }

  /** Each tick its share, so that acks are spread. */
  private void acks() {
    int share = Math.max(1, devices.length * TICK_MILLIS / plan.ackMillis());
    for (int i = 0; i < Math.min(share, devices.length); i++) {
      devices[ackAt].ack();
      ackAt = (ackAt + 1) % devices.length;
    }
  }

  /** Who is not live stays away from now on, and so does who is cut later. */
  void settle() {
    started = devices.length;
    returning = false;
    for (SwarmDevice device : devices) {
      if (!device.live()) {
        device.cut();
      }
    }
  }

  /** All are cut, and stay away until they are told to come. */
  void stop() {
    started = devices.length;
    returning = false;
    later.clear();
    for (SwarmDevice device : devices) {
      device.cut();
    }
  }

  void close() {
    var _ = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
