package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.device.Fleet;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.loadgen.device.Reading;
import io.tidemark.loadgen.device.Way;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Folders with their members and devices, which are cut off and come back again and again. */
final class Herd {
  private static final int PARALLEL = 32;

  /** The first arrival is not what is measured: it must not be a herd. */
  private static final int ARRIVING_AT_ONCE = 500;

  private static final Duration CUT = Duration.ofSeconds(60);

  /** How it is made up: {@code perUser} devices each, {@code members} users in a folder. */
  record Shape(int devices, int perUser, int members, int behind) {
    int users() {
      return (devices + perUser - 1) / perUser;
    }

    int folders() {
      return (users() + members - 1) / members;
    }
  }

  private final Shape shape;
  private final Setup setup;
  private final Fleet fleet;
  private final KnownChanges known;
  private final HubProbe probe;
  private final Progress progress;
  private final HerdWatch watch = new HerdWatch();
  private List<TargetFolder> folders = List.of();

  Herd(
      Shape shape,
      Setup setup,
      Fleet fleet,
      KnownChanges known,
      HubProbe probe,
      Progress progress) {
    this.shape = shape;
    this.setup = setup;
    this.fleet = fleet;
    this.known = known;
    this.probe = probe;
    this.progress = progress;
  }

  HerdWatch watch() {
    return watch;
  }

  /** Each folder's owner is its first member. */
  void settle(List<Session> users, Way way, int perSecond) {
    folders = setup.folders(shape.folders(), shape.folders(), Math.max(1, shape.behind()));
    List<Future<Void>> joining = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      Map<String, Role> members = new HashMap<>();
      int from = i * shape.members();
      users
          .subList(from, Math.min(users.size(), from + shape.members()))
          .forEach(user -> members.put(user.user(), Role.EDITOR));
      joining.add(setup.users().get(i).putMembers(folders.get(i).ns(), members));
      if (joining.size() == PARALLEL) {
        Await.of(Future.all(joining));
        joining.clear();
      }
    }
    Await.of(Future.all(joining));
    Await.of(fleet.arrivals(perSecond, ARRIVING_AT_ONCE));
    for (int i = 0; i < shape.devices(); i++) {
      Session user = users.get(i / shape.perUser());
      Await.of(fleet.addBare("herd-" + i, user, way, Reading.ALL, watch.device()));
    }
    Duration limit = Duration.ofSeconds(90 + 15L * shape.devices() / perSecond);
    new FleetWait(fleet, progress).untilLive(shape.devices(), limit);
  }

  /** Cuts all off, and commits while they are away. */
  void cutOff() {
    Await.of(fleet.cut());
    boolean gone =
        FleetWait.until(CUT, () -> Await.of(fleet.busy()) == 0 && probe.look().connections() == 0);
    if (!gone) {
      progress.done("  (the hub still counts connections that were cut)");
    }
    Map<UUID, Long> heads = new HashMap<>();
    Committer committer = new Committer(setup.blocks());
    for (int from = 0; shape.behind() > 0 && from < folders.size(); from += PARALLEL) {
      List<Future<Long>> commits = new ArrayList<>();
      int to = Math.min(folders.size(), from + PARALLEL);
      for (int i = from; i < to; i++) {
        commits.add(committer.commit(setup.users().get(i), folders.get(i), shape.behind()));
      }
      Await.of(Future.all(commits));
      for (int i = from; i < to; i++) {
        heads.put(folders.get(i).ns(), commits.get(i - from).result());
      }
    }
    watch.start(heads);
  }

  /** All come back. Whether all were at head in time. */
  boolean comeBack(int spreadMillis, Duration limit) {
    watch.begin();
    Await.of(fleet.herd(spreadMillis));
    return FleetWait.until(limit, () -> watch.atHead() >= shape.devices());
  }

  /** Ends it, and holds every device against its folder's journal. */
  List<Device> audited() {
    List<Device> devices = Await.of(fleet.stop());
    int perFolder = shape.perUser() * shape.members();
    for (int i = 0; i < folders.size(); i++) {
      UUID ns = folders.get(i).ns();
      int from = i * perFolder;
      List<Device> following = devices.subList(from, Math.min(devices.size(), from + perFolder));
      FolderAudit.check(setup.users().get(i), ns, known, following);
    }
    return devices;
  }

  /** One line of what the generator itself takes. */
  static String ownMemory() {
    Runtime runtime = Runtime.getRuntime();
    return "heap in use " + Sizes.bytes(runtime.totalMemory() - runtime.freeMemory());
  }
}
