package io.tidemark.loadgen.load;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.device.DeviceEvents;
import io.tidemark.loadgen.device.Fleet;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.loadgen.device.Reading;
import io.tidemark.loadgen.device.Way;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Folders whose devices read, beside devices of the same folders that hardly do. */
final class Slow {
  private static final int WARM_UP_SECONDS = 2;
  private static final int CONNECTIONS = 64;
  private static final List<Way> WAYS = List.of(Way.WEB_SOCKET, Way.EVENT_STREAM);
  private static final List<Reading> SLOWLY = List.of(Reading.TRICKLE, Reading.NOTHING);

  /** One stretch of load: what the quick devices saw, and the hub's memory meanwhile. */
  record Stretch(Recording recording, PushWatcher quick, MemoryTrack memory) {}

  private final Toolbox tools;
  private final Toolbox following;
  private final URI hub;
  private final Fleet fleet;
  private final KnownChanges known;
  private final HubProbe probe;
  private final Progress progress;
  private final Setup setup;
  private final List<TargetFolder> folders;
  private final int batch;
  private final List<List<Device>> devices = new ArrayList<>();
  private final CutCount cuts = new CutCount();
  private volatile PushWatcher watcher = new PushWatcher();
  private int count;

  /** Makes the folders, each with an owner and with as many files as a batch has. */
  Slow(
      Toolbox tools,
      Toolbox following,
      URI hub,
      Fleet fleet,
      KnownChanges known,
      Setup setup,
      int folderCount,
      int batch,
      Progress progress) {
    this.tools = tools;
    this.following = following;
    this.hub = hub;
    this.fleet = fleet;
    this.known = known;
    this.setup = setup;
    this.batch = batch;
    this.progress = progress;
    this.probe = new HubProbe(tools);
    this.folders = setup.folders(folderCount, folderCount, batch);
    folders.forEach(_ -> devices.add(new ArrayList<>()));
  }

  /** Counts how often a slow device's connection ended. */
  private static final class CutCount implements DeviceEvents {
    private volatile int cuts;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the fleet's event loop writes it
    public void disconnected(String reason, long retryMillis) {
      if (retryMillis >= 0) {
        cuts++;
      }
    }
  }

  int cuts() {
    return cuts.cuts;
  }

  /** Devices that read everything. */
  void addQuick(int perFolder) {
    DeviceEvents events =
        new DeviceEvents() {
          @Override
          public void frame(ServerFrame frame, long nowMicros, long liveSinceMicros) {
            watcher.frame(frame, nowMicros, liveSinceMicros);
          }
        };
    add(perFolder, "quick", _ -> Reading.ALL, events);
  }

  /** Devices that read a byte a second, and as many that read nothing. */
  void addSlow(int perFolder) {
    add(perFolder, "slow", number -> SLOWLY.get(number / WAYS.size() % SLOWLY.size()), cuts);
  }

  /** How the device with this number in its folder reads. */
  @FunctionalInterface
  private interface Habit {
    Reading of(int number);
  }

  private void add(int perFolder, String name, Habit habit, DeviceEvents events) {
    for (int f = 0; f < folders.size(); f++) {
      Session user = following.session(setup.users().get(f).user());
      for (int i = 0; i < perFolder; i++) {
        Way way = WAYS.get(i % WAYS.size());
        Future<Device> added = fleet.addBare(name + i, user, way, habit.of(i), events);
        devices.get(f).add(Await.of(added));
        count++;
      }
    }
    new FleetWait(fleet, progress).untilLive(count, Duration.ofSeconds(90));
  }

  /** Commits at a rate. */
  Stretch load(String run, double rate, int seconds, long seed) {
    PushWatcher mine = new PushWatcher();
    watcher = mine;
    List<Block> blocks = setup.blocks();
    CommitWorkload workload = new CommitWorkload(hub, run, batch, folders, blocks, seed, mine);
    Generator generator = new Generator(tools.vertx(), hub, CONNECTIONS, rate, workload);
    tools.vertx().setTimer(WARM_UP_SECONDS * 1_000L, _ -> mine.restart());
    MemoryTrack memory = new MemoryTrack(probe);
    Future<Recording> running = generator.run(WARM_UP_SECONDS, seconds);
    FleetWait.until(
        Duration.ofSeconds(seconds + 60L),
        () -> {
          memory.look();
          return running.isComplete();
        });
    return new Stretch(Await.of(running, Duration.ofSeconds(1)), mine, memory);
  }

  /** Of all devices, below their folder's head. */
  int behind() {
    return Await.of(fleet.behind(heads()));
  }

  private Map<UUID, Long> heads() {
    Map<UUID, Long> heads = new HashMap<>();
    for (Session user : setup.users()) {
      for (NamespaceInfo info : Await.of(user.memberships())) {
        heads.put(info.ns(), info.head());
      }
    }
    return heads;
  }

  /** The slow ones read everything from now on. Whether all devices came to head. */
  boolean wake(Duration limit, MemoryTrack memory) {
    Map<UUID, Long> heads = heads();
    Await.of(fleet.wake());
    return FleetWait.until(
        limit,
        () -> {
          memory.look();
          int behind = Await.of(fleet.behind(heads));
          progress.update("devices behind: %,d".formatted(behind));
          return behind == 0;
        });
  }

  HubProbe probe() {
    return probe;
  }

  /** Ends it, and holds every device against its folder's journal. */
  List<Device> audited() {
    List<Device> all = Await.of(fleet.stop());
    for (int f = 0; f < folders.size(); f++) {
      FolderAudit.check(setup.users().get(f), folders.get(f).ns(), known, devices.get(f));
    }
    return all;
  }
}
