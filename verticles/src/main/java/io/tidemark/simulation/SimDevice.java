package io.tidemark.simulation;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.Delta;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ServerFrame;
import io.tidemark.session.StartingPoint;
import io.tidemark.simulation.DeviceFolder.Reading;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A device: follows the client's rule of the contract, acknowledges, comes back after a cut. */
final class SimDevice {
  private static final long BACK_MICROS_MIN = 20_000;
  private static final long BACK_MICROS_MAX = 3_000_000;
  private static final long RETRY_MICROS_MIN = 100_000;
  private static final long RETRY_MICROS_MAX = 1_000_000;
  private static final long TICK_MICROS_MIN = 300_000;
  private static final long TICK_MICROS_MAX = 2_500_000;
  private static final long SILENCE_MICROS = 13_000_000;

  private final World world;
  private final Dice dice;
  private final String user;
  private final String name;
  private final Map<UUID, DeviceFolder> folders = new LinkedHashMap<>();
  private @Nullable Cursor cursor;
  private @Nullable Link link;
  private @Nullable StreamCheck check;
  private @Nullable StartingPoint said;

  /** Which incarnation of each journal the hub has been told of, or has told of. */
  private final Map<UUID, Integer> saidEpochs = new HashMap<>();

  private boolean welcomed;
  private boolean live;
  private int life;
  private int connects;
  private long heardMicros;

  SimDevice(World world, Dice dice, String user, String name) {
    this.world = world;
    this.dice = dice;
    this.user = user;
    this.name = name;
  }

  String user() {
    return user;
  }

  String name() {
    return name;
  }

  Map<UUID, DeviceFolder> folders() {
    return folders;
  }

  @Nullable Link link() {
    return link;
  }

  /** Whether the hub has said that there is nothing more to catch up with. */
  boolean isLive() {
    return live && link != null;
  }

  int connects() {
    return connects;
  }

  /** Begins: from now on it is connected, as well as it can be. */
  void start() {
    world.scheduler().after(dice.between(0L, BACK_MICROS_MAX), this::connect);
    tick();
  }

  private void tick() {
    acknowledge();
    Link open = link;
    if (open != null && world.scheduler().nowMicros() - heardMicros > SILENCE_MICROS) {
      disconnect("heard nothing");
    } else if (open != null) {
      open.toHub(new DeviceMessage.Ping());
    }
    world.scheduler().after(dice.between(TICK_MICROS_MIN, TICK_MICROS_MAX), this::tick);
  }

  private void connect() {
    if (link != null) {
      return;
    }
    SimNode node = dice.pick(world.nodes());
    if (!node.isUp()) {
      comeBack();
      return;
    }
    Link opened = new Link(world.scheduler(), world.networkDice(), world.shape().outletFrames());
    link = opened;
    heardMicros = world.scheduler().nowMicros();
    check = new StreamCheck(world.truth());
    welcomed = false;
    live = false;
    connects++;
    folders.values().forEach(DeviceFolder::unsaid);
    said = hello();
    saidEpochs.clear();
    folders.forEach((ns, folder) -> saidEpochs.put(ns, folder.epoch()));
    if (said instanceof StartingPoint.Position(Cursor at, _)) {
      at.positions().forEach((ns, position) -> saidEpochs.put(ns, position.epoch()));
    }
    opened.onDevice(message -> {
      if (link == opened) {
        heard(message);
      }
    });
    SimConnection hub = new SimConnection(node.anyLoop(), opened, this, dice.chance(50));
    opened.onCut(hub::gone);
    world.trace().note("connect", name, node, said == null ? "silent" : kind(said));
    opened.toHub(new DeviceMessage.Hello(this, said));
  }

  private static String kind(StartingPoint start) {
    return start instanceof StartingPoint.Position ? "cursor" : "watermarks";
  }

  private @Nullable StartingPoint hello() {
    Cursor known = cursor;
    return switch (dice.between(0, 2)) {
      case 0 -> null;
      case 1 -> known == null ? null : new StartingPoint.Position(known);
      default -> {
        Map<UUID, Long> watermarks = new HashMap<>();
        folders.forEach((ns, folder) -> watermarks.put(ns, folder.watermark()));
        yield new StartingPoint.Watermarks(watermarks);
      }
    };
  }

  /** The connection is over, for whatever reason. */
  void disconnect(String why) {
    Link open = link;
    if (open != null) {
      world.trace().note("disconnect", name, why);
      open.toHub(new DeviceMessage.Bye());
      link = null;
      live = false;
      comeBack();
    }
  }

  /** The node at the other end died. */
  void hubDied(Link of) {
    of.silence();
    if (dice.chance(80)) {
      world
          .scheduler()
          .after(
              dice.between(1_000L, 500_000L),
              () -> {
                if (link == of) {
                  disconnect("reset by peer");
                }
              });
    }
  }

  private void comeBack() {
    world.scheduler().after(dice.skewed(BACK_MICROS_MIN, BACK_MICROS_MAX), this::connect);
  }

  /** The program ends and begins again; the disk stays. */
  void restart() {
    world.trace().note("device restarts", name);
    life++;
    folders.values().forEach(DeviceFolder::restarted);
    disconnect("restart");
  }

  private void heard(HubMessage message) {
    heardMicros = world.scheduler().nowMicros();
    switch (message) {
      case HubMessage.Push(Delta delta) -> delta(delta);
      case HubMessage.Frame(ServerFrame frame) -> frame(frame);
      case HubMessage.Beat _ -> {}
      case HubMessage.Close(String why) -> disconnect(why);
    }
  }

  private void frame(ServerFrame frame) {
    switch (frame) {
      case ServerFrame.Welcome welcome -> welcome(welcome);
      case ServerFrame.Joined(NamespaceInfo info) -> {
        world.trace().note("joined", name, info.name(), info.watermark());
        check().joined(info);
        has(info);
      }
      case ServerFrame.Left(UUID ns) -> {
        world.trace().note("left", name, world.truth().of(ns).name());
        check().left(ns);
        folders.remove(ns);
        cursor = null; // It says that the folder is here.
      }
      case ServerFrame.Reset reset -> reset(reset);
      case ServerFrame.Live(String encoded) -> {
        check().live();
        live = true;
        Cursor at = world.cursors().decode(encoded);
        // It stands for what was sent; it is kept only where all of that is applied.
        if (isWhole()) {
          cursor = at;
        }
        world.trace().note("live", name, isWhole());
      }
      case ServerFrame.Delta _, ServerFrame.Pong _ -> {}
      case ServerFrame.Reconnect _, ServerFrame.Failure _ -> {}
    }
  }

  private boolean isWhole() {
    return folders.values().stream()
        .allMatch(folder -> folder.reading() == Reading.NOTHING && !folder.lacks());
  }

  private StreamCheck check() {
    StreamCheck running = check;
    if (running == null) {
      throw new IllegalStateException("not connected");
    }
    return running;
  }

  private void welcome(ServerFrame.Welcome welcome) {
    if (welcomed) {
      throw new Violation("a second welcome to " + name);
    }
    welcomed = true;
    world.trace().note("welcome", name, welcome.namespaces().size());
    Set<UUID> mine =
        welcome.namespaces().stream().map(NamespaceInfo::ns).collect(Collectors.toSet());
    if (folders.keySet().retainAll(mine)) {
      cursor = null;
    }
    for (NamespaceInfo info : welcome.namespaces()) {
      DeviceFolder folder = folders.get(info.ns());
      if (folder != null && folder.epoch() == info.epoch()) {
        if (info.watermark() > folder.watermark()) {
          throw new Violation(
              "the hub believes that %s has %d of %s, which has %d"
                  .formatted(name, info.watermark(), info.name(), folder.watermark()));
        }
      } else if (folder == null && info.watermark() > 0) {
        throw new Violation(
            "the hub believes that %s has %d of %s, which has nothing"
                .formatted(name, info.watermark(), info.name()));
      }
      check().welcome(info);
      has(info);
    }
  }

  /** A namespace that is the device's; if its journal is another one than it has, all is read. */
  private void has(NamespaceInfo info) {
    DeviceFolder folder = folders.get(info.ns());
    if (folder == null) {
      folders.put(info.ns(), new DeviceFolder(info.epoch()));
    } else if (folder.epoch() != info.epoch()) {
      readSnapshot(info.ns(), folder);
    }
  }

  private void reset(ServerFrame.Reset reset) {
    DeviceFolder folder = folders.get(reset.ns());
    world
        .trace()
        .note(
            "reset", name, world.truth().of(reset.ns()).name(), reset.reason() + "", reset.head());
    if (folder == null) {
      throw new Violation("a reset of a namespace that " + name + " does not have");
    }
    check().reset(reset, saidEpochs.getOrDefault(reset.ns(), folder.epoch()));
    saidEpochs.put(reset.ns(), reset.epoch());
    folder.wants(reset.epoch(), reset.head());
    readSnapshot(reset.ns(), folder);
  }

  private void delta(Delta delta) {
    world
        .trace()
        .note("delta", name, world.truth().of(delta.ns()).name(), delta.from(), delta.to());
    check().delta(delta);
    DeviceFolder folder = folders.get(delta.ns());
    if (folder == null) {
      throw new Violation("a delta of a namespace that " + name + " does not have");
    }
    if (delta.epoch() < folder.epoch()) {
      return; // The listing was newer than the stream.
    }
    if (delta.epoch() > folder.epoch() && folder.reading() != Reading.SNAPSHOT) {
      throw new Violation("a delta of a newer journal, without a reset, to " + name);
    }
    folder.wants(delta.epoch(), delta.to());
    if (folder.reading() != Reading.NOTHING) {
      return; // It will be read up to there.
    }
    if (delta.to() > folder.watermark()) {
      if (delta.from() > folder.watermark()) {
        throw new Violation("hole for " + name + " at " + folder.watermark() + ": " + delta.from());
      }
      if (delta.truncated()) {
        long last = delta.changes().isEmpty() ? 0 : delta.changes().getLast().seq();
        folder.apply(delta.changes(), last);
        readJournal(delta.ns(), folder);
      } else {
        folder.apply(delta.changes(), delta.to());
      }
    }
  }

  private void readJournal(UUID ns, DeviceFolder folder) {
    folder.reads(Reading.JOURNAL);
    int now = life;
    world
        .postgres()
        .read(
            ns,
            folder.watermark(),
            Limits.JOURNAL_PAGE,
            page -> {
              if (now == life && folders.get(ns) == folder) {
                journalRead(ns, folder, page);
              }
            });
  }

  private void journalRead(UUID ns, DeviceFolder folder, @Nullable CatchUpPage page) {
    if (folder.reading() != Reading.JOURNAL) {
      return;
    }
    if (page == null) {
      later(ns, folder, Reading.JOURNAL, () -> readJournal(ns, folder));
      return;
    }
    if (page.epoch() != folder.epoch() || !page.reachesBackTo(folder.watermark())) {
      readSnapshot(ns, folder);
      return;
    }
    if (!page.entries().isEmpty()) {
      folder.apply(page.entries(), page.entries().getLast().seq());
    }
    goOn(ns, folder);
  }

  private void goOn(UUID ns, DeviceFolder folder) {
    folder.doneReading();
    if (folder.lacks()) {
      readJournal(ns, folder);
    }
  }

  private record Listing(int epoch, long seq, Map<UUID, Long> files) {}

  private void readSnapshot(UUID ns, DeviceFolder folder) {
    folder.reads(Reading.SNAPSHOT);
    int now = life;
    world
        .postgres()
        .ask(
            () -> {
              Incarnation journal = world.truth().of(ns).journal();
              return new Listing(journal.epoch(), journal.head(), journal.files(journal.head()));
            },
            listing -> {
              if (now == life && folders.get(ns) == folder) {
                listed(ns, folder, listing);
              }
            });
  }

  private void listed(UUID ns, DeviceFolder folder, @Nullable Listing listing) {
    if (listing == null) {
      later(ns, folder, Reading.SNAPSHOT, () -> readSnapshot(ns, folder));
      return;
    }
    folder.replace(listing.epoch(), listing.seq(), listing.files());
    world.trace().note("listed", name, world.truth().of(ns).name(), listing.seq());
    goOn(ns, folder);
  }

  /** Tries again, unless a reset has had it read something else meanwhile. */
  private void later(UUID ns, DeviceFolder folder, Reading what, Runnable again) {
    int now = life;
    world
        .scheduler()
        .after(
            dice.between(RETRY_MICROS_MIN, RETRY_MICROS_MAX),
            () -> {
              if (now == life && folders.get(ns) == folder && folder.reading() == what) {
                again.run();
              }
            });
  }

  private void acknowledge() {
    Link open = link;
    if (open == null || !welcomed) {
      return;
    }
    Map<UUID, Long> acks = new LinkedHashMap<>();
    folders.forEach((ns, folder) -> {
      long seq = folder.takeAck();
      if (seq > 0) {
        acks.put(ns, seq);
        check().acked(ns, folder.epoch(), seq);
      }
    });
    if (!acks.isEmpty()) {
      world.trace().note("ack", name, acks.values());
      open.toHub(new DeviceMessage.Ack(acks));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
