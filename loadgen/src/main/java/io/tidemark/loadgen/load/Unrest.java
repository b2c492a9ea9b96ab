package io.tidemark.loadgen.load;

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
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Folders that change while their devices leave and come back, read slowly, or come for the first
 * time. At the end each device is held against the journal.
 */
final class Unrest {
  private static final int CONNECTIONS = 64;
  private static final long LOOK_MILLIS = 100;
  private static final Duration SETTLE = Duration.ofSeconds(90);

  /** How many files a folder has: more than commits that are on their way to it. */
  private static final int FILES = 20;

  /**
   * How it is made up.
   *
   * @param devices in each folder, that come and go
   * @param slow in each folder, that hardly read
   * @param late that come for the first time, over the whole time, one folder after the other
   * @param rate commits a second, over all folders
   * @param leaving devices a second
   * @param awayMillis the longest that one stays away
   */
  record Shape(
      int folders,
      int devices,
      int slow,
      int late,
      double rate,
      double leaving,
      int awayMillis,
      List<Way> ways) {
    int count() {
      return folders * (devices + slow) + late;
    }
  }

  private final Toolbox tools;
  private final Toolbox following;
  private final URI hub;
  private final Shape shape;
  private final Setup setup;
  private final KnownChanges known = KnownChanges.kept();
  private final Fleet fleet;
  private final PushWatcher pushes;
  private final UnrestWatch watch;
  private final Progress progress;
  private final List<TargetFolder> folders;
  private final List<List<Device>> devices = new ArrayList<>();
  private Recording recording = new Recording();
  private long left;
  private int late;

  /** Makes the folders. */
  Unrest(
      Toolbox tools,
      Toolbox following,
      URI hub,
      Shape shape,
      Setup setup,
      PushWatcher pushes,
      UnrestWatch watch,
      int staleMillis,
      long seed,
      Progress progress) {
    this.tools = tools;
    this.following = following;
    this.hub = hub;
    this.shape = shape;
    this.setup = setup;
    this.pushes = pushes;
    this.watch = watch;
    this.progress = progress;
    this.fleet =
        new Fleet(
            following.vertx(),
            hub,
            known,
            shape.count(),
            TimeUnit.MILLISECONDS.toMicros(staleMillis),
            seed);
    this.folders = setup.folders(shape.folders(), shape.folders(), FILES);
    folders.forEach(_ -> devices.add(new ArrayList<>()));
  }

  /** Lets all devices come that are there from the begin. */
  void settle() {
    for (int i = 0; i < shape.devices(); i++) {
      for (int f = 0; f < folders.size(); f++) {
        add(f, "goes" + i, Reading.ALL, watch.comingAndGoing(), f + i);
      }
    }
    for (int i = 0; i < shape.slow(); i++) {
      for (int f = 0; f < folders.size(); f++) {
        Reading reading = i % 2 == 0 ? Reading.TRICKLE : Reading.NOTHING;
        add(f, "slow" + i, reading, DeviceEvents.NONE, 0);
      }
    }
    new FleetWait(fleet, progress)
        .untilLive(folders.size() * (shape.devices() + shape.slow()), SETTLE);
  }

  private void add(int folder, String id, Reading reading, DeviceEvents events, int number) {
    Session user = following.session(setup.users().get(folder).user());
    Way way = shape.ways().get(number % shape.ways().size());
    devices
        .get(folder)
        .add(
            Await.of(
                way == Way.LONG_POLL
                    ? fleet.add(id, user, way, events)
                    : fleet.addBare(id, user, way, reading, events)));
  }

  /**
   * Commits for a while, with all the coming and going; ends early with the first broken promise.
   *
   * @param goesOn asked a few times a second
   * @return whether no promise was broken that shows before the end
   */
  boolean run(String run, int seconds, long seed, BooleanSupplier goesOn) {
    CommitWorkload workload =
        new CommitWorkload(hub, run, 1, folders, setup.blocks(), seed, pushes);
    Generator generator = new Generator(tools.vertx(), hub, CONNECTIONS, shape.rate(), workload);
    recording = generator.recording();
    pushes.restart();
    watch.restart();
    long start = System.nanoTime();
    Future<Recording> running = generator.run(0, seconds);
    boolean clean = true;
    try {
      while (!running.isComplete() && clean && goesOn.getAsBoolean()) {
        Crowd.pause(LOOK_MILLIS);
        double passed = (System.nanoTime() - start) / 1e9;
        leave(passed);
        comeLate(passed / seconds);
        clean = violations() == 0;
      }
    } finally {
      generator.end();
    }
    Await.of(running, Duration.ofSeconds(30));
    return clean;
  }

  /** Half of them say goodbye, the others' connections just end. */
  private void leave(double passed) {
    long due = (long) (passed * shape.leaving());
    if (due > left) {
      Await.of(fleet.leave("goes", (int) (due - left), shape.awayMillis()));
      left = due;
    }
  }

  private void comeLate(double share) {
    while (late < shape.late() && share * (shape.late() + 1) >= late + 1) {
      add(late % folders.size(), "late" + late, Reading.ALL, watch.late(), late);
      late++;
    }
  }

  /** Those that show at once; what only the journal shows is told at the end. */
  long violations() {
    return Await.of(fleet.violations());
  }

  Recording recording() {
    return recording;
  }

  /** All come back, and those that read slowly read everything. Whether all came to head. */
  boolean gather(Duration limit) {
    Await.of(fleet.wake());
    Await.of(fleet.gather());
    int count = folders.size() * (shape.devices() + shape.slow()) + late;
    Map<UUID, Long> heads = heads();
    return FleetWait.until(
        limit,
        () -> {
          int behind = Await.of(fleet.behind(heads));
          int live = Await.of(fleet.count(folders.getFirst().ns(), 0)).live();
          progress.update("devices behind: %,d, away: %,d".formatted(behind, count - live));
          return behind == 0 && live == count;
        });
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

  /** Ends it; nothing changes in the devices from here on. */
  List<Device> stopped() {
    return Await.of(fleet.stop());
  }

  /** Ends it, and holds every device against its folder's journal. */
  List<Device> audited() {
    List<Device> all = stopped();
    for (int f = 0; f < folders.size(); f++) {
      FolderAudit.check(setup.users().get(f), folders.get(f).ns(), known, devices.get(f));
    }
    return all;
  }
}
