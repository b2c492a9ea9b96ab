package io.tidemark.simulation;

import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.FolderFeed;
import io.tidemark.flow.MemberChange;
import io.tidemark.flow.Membership;
import io.tidemark.flow.Watermark;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ServerFrame;
import io.tidemark.session.AckRules;
import io.tidemark.session.AckRules.Verdict;
import io.tidemark.session.Delivery;
import io.tidemark.session.DeviceOutlet;
import io.tidemark.session.DeviceSession;
import io.tidemark.session.Following;
import io.tidemark.session.FollowingHost;
import io.tidemark.session.Greeting;
import io.tidemark.session.StartingPoint;
import io.tidemark.session.Track;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The hub's end of a connection. */
final class SimConnection implements DeviceOutlet, FollowingHost {
  private static final long BEAT_MICROS = 5_000_000;
  private static final int SILENT_BEATS = 3;
  private static final long RECHECK_MILLIS = 60_000;
  private static final long NEVER_MILLIS = 86_400_000;

  /** Frames beside deltas, which are sent whether or not the device takes more. */
  private static final int OTHER_FRAMES_MAX = 64;

  private final SimLoop loop;
  private final Link link;
  private final SimDevice device;
  private final boolean cursors;
  private @Nullable Following following;
  private @Nullable Delivery delivery;
  private long heardMicros;
  private boolean over;

  /**
   * @param cursors whether the device keeps its place by cursors
   */
  SimConnection(SimLoop loop, Link link, SimDevice device, boolean cursors) {
    this.loop = loop;
    this.link = link;
    this.device = device;
    this.cursors = cursors;
    this.heardMicros = now();
    loop.add(this);
    link.onHub(message -> loop.run(() -> heard(message)));
    link.onDrained(() -> loop.run(this::drained));
    loop.node().after(BEAT_MICROS, this::beat);
  }

  private long now() {
    return loop.node().world().scheduler().nowMicros();
  }

  SimDevice device() {
    return device;
  }

  private void heard(DeviceMessage message) {
    if (over) {
      return;
    }
    heardMicros = now();
    switch (message) {
      case DeviceMessage.Hello hello -> greet(hello.said());
      case DeviceMessage.Ack ack -> acked(ack.watermarks());
      case DeviceMessage.Ping _ -> {}
      case DeviceMessage.Bye _ -> end();
    }
  }

  private void greet(@Nullable StartingPoint said) {
    for (SimLoop each : loop.node().loops()) {
      for (SimConnection other : List.copyOf(each.connections())) {
        if (other != this && other.device == device) {
          other.close("connected again");
        }
      }
    }
    // As with the comparison of heads: elsewhere everything has to come by itself.
    boolean rechecks = SimSweep.isNeeded(loop.node().world().shape());
    Following begun = new Following(this, rechecks ? RECHECK_MILLIS : NEVER_MILLIS);
    following = begun;
    begun.greet(said);
  }

  private void drained() {
    heardMicros = now();
    Delivery running = delivery;
    if (!over && running != null) {
      running.pump();
    }
  }

  private void beat() {
    if (over) {
      return;
    }
    if (now() - heardMicros > SILENT_BEATS * BEAT_MICROS) {
      close("silent");
      return;
    }
    if (link.writable()) {
      link.toDevice(new HubMessage.Beat());
    }
    if (following != null) {
      following.beat(loop.node().nowMillis());
    }
    loop.node().after(BEAT_MICROS, this::beat);
  }

  void offer(EncodedDelta delta) {
    Delivery running = delivery;
    if (!over && running != null) {
      running.offer(delta);
    }
  }

  void headSeen(UUID ns, int epoch, long head) {
    Delivery running = delivery;
    if (!over && running != null) {
      running.notice(ns, epoch, head);
    }
  }

  void memberChanged(MemberChange change) {
    Following follows = following;
    if (!over && follows != null && change.user().equals(device.user())) {
      follows.changed(change);
    }
  }

  /** Ends the connection and says so. */
  void close(String why) {
    if (!over) {
      link.toDevice(new HubMessage.Close(why));
      end();
    }
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    if (following != null) {
      following.end();
    }
    if (delivery != null) {
      delivery.end();
    }
    loop.remove(this);
  }

  /** The socket is gone, and the node finds out. */
  void gone() {
    loop.run(this::end);
  }

  /** The node is dead; what becomes of the socket, the device will see. */
  void vanish() {
    over = true;
    device.hubDied(link);
  }

  // What the core asks for.

  @Override
  public boolean writable() {
    return !over && link.writable();
  }

  @Override
  public void push(EncodedDelta delta) {
    if (!link.writable()) {
      throw new Violation("a delta is written for " + device + ", whose socket is full");
    }
    loop.node().world().oracle().pushed(device, delta.delta());
    toDevice(new HubMessage.Push(delta.delta()));
  }

  @Override
  public void send(ServerFrame frame) {
    toDevice(new HubMessage.Frame(frame));
  }

  private void toDevice(HubMessage message) {
    if (over) {
      throw new Violation("something is sent after the end to " + device);
    }
    link.toDevice(message);
    if (link.queued() > loop.node().world().shape().outletFrames() + OTHER_FRAMES_MAX) {
      throw new Violation(link.queued() + " frames wait for " + device);
    }
  }

  @Override
  public boolean needsCursors() {
    return cursors;
  }

  @Override
  public void prepare(@Nullable StartingPoint said, Consumer<@Nullable Greeting> then) {
    if (!StartingPoint.needsMemory(said)) {
      read(said == null ? StartingPoint.nothing() : said, false, then);
      return;
    }
    loop.node().marks().get(device.name(), marks -> loop.run(() -> remembered(said, marks, then)));
  }

  private void remembered(
      @Nullable StartingPoint said,
      @Nullable Map<UUID, Watermark> marks,
      Consumer<@Nullable Greeting> then) {
    if (marks != null) {
      read(StartingPoint.of(said, marks), false, then);
    } else {
      read(said == null ? StartingPoint.nothing() : said, false, then);
    }
  }

  @Override
  public void read(StartingPoint start, boolean certain, Consumer<@Nullable Greeting> then) {
    long sinceNanos = loop.node().nanos();
    World world = loop.node().world();
    world
        .postgres()
        .ask(
            () -> memberships(world.truth().of(device.user())),
            mine ->
                loop.run(() ->
                    then.accept(
                        mine == null ? null : new Greeting(mine, start, true, sinceNanos))));
  }

  private List<Membership> memberships(List<TruthNamespace> spaces) {
    List<Membership> infos = new ArrayList<>(spaces.size());
    long wallMillis = loop.node().world().truth().wallMillis();
    for (TruthNamespace space : spaces) {
      TruthNamespace.Member member = space.members().get(device.user());
      if (member == null) {
        continue;
      }
      infos.add(
          new Membership(
              space.ns(),
              space.kind(),
              space.name(),
              member.role(),
              space.journal().epoch(),
              space.journal().head(),
              member.joinedMicros(),
              member.expiresMillis() == TruthNamespace.NEVER
                  ? Membership.NEVER
                  : loop.node().nowMillis() + member.expiresMillis() - wallMillis));
    }
    return infos;
  }

  @Override
  public void follow(UUID ns) {
    loop.follow(ns, this);
  }

  @Override
  public void unfollow(UUID ns) {
    loop.unfollow(ns, this);
  }

  @Override
  public boolean recentHeads(
      Iterable<UUID> namespaces, long sinceNanos, FolderFeed.HeadReceiver receiver) {
    return loop.node().recentHeads(namespaces, sinceNanos, receiver);
  }

  @Override
  public boolean isMuted(UUID ns) {
    return loop.node().isMuted(ns);
  }

  @Override
  public Delivery begin(DeviceSession session) {
    Delivery begun = new Delivery(this, loop, session);
    delivery = begun;
    return begun;
  }

  @Override
  public void welcome(List<NamespaceInfo> namespaces) {
    send(new ServerFrame.Welcome(device.name(), loop.node().toString(), 5, namespaces));
  }

  @Override
  public void remember(UUID ns, Watermark watermark) {
    loop.node().marks().put(device.name(), ns, watermark);
  }

  /** A watermark says what it is about, so that nothing depends on this. */
  @Override
  public void forget(UUID ns) {}

  @Override
  public void expiresAt(long millis) {
    loop.node()
        .after(
            Math.max(0, millis - loop.node().nowMillis()) * 1000,
            () ->
                loop.run(() -> {
                  Following follows = following;
                  if (!over && follows != null) {
                    follows.expire(loop.node().nowMillis());
                  }
                }));
  }

  @Override
  public void refuse() {
    close("no greeting");
  }

  private void acked(Map<UUID, Long> watermarks) {
    Delivery running = delivery;
    if (running == null) {
      return;
    }
    Map<UUID, Long> doubtful = new HashMap<>();
    watermarks.forEach((ns, seq) -> {
      switch (AckRules.judge(running.session().track(ns), seq)) {
        case ADVANCES -> advance(ns, seq);
        case IGNORED -> {}
        case AHEAD, FOREIGN -> doubtful.put(ns, seq);
      }
    });
    if (!doubtful.isEmpty()) {
      World world = loop.node().world();
      world
          .postgres()
          .ask(
              () -> memberships(world.truth().of(device.user())),
              mine -> loop.run(() -> check(doubtful, mine == null ? List.of() : mine)));
    }
  }

  private void check(Map<UUID, Long> doubtful, List<Membership> mine) {
    for (Membership info : mine) {
      Long seq = doubtful.get(info.ns());
      if (seq != null && seq > info.head()) {
        close("ack above head");
      } else if (seq != null) {
        advance(info.ns(), seq);
      }
    }
  }

  private void advance(UUID ns, long seq) {
    Delivery running = delivery;
    Track track = running == null || over ? null : running.session().track(ns);
    if (running != null && track != null && AckRules.judge(track, seq) != Verdict.IGNORED) {
      running.session().acked(track, seq);
      remember(ns, track.watermark());
    }
  }
}
