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
import io.tidemark.loadgen.load.TargetFolder.TargetFile;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A long journal, and devices that have nothing of it yet. */
final class FarBehind {
  private static final int WRITERS = 4;

  /** What one way of catching up came to. */
  record Outcome(
      boolean complete, long nanos, long wrongFiles, List<Device> devices, MemoryTrack memory) {}

  private final Setup setup;
  private final HubProbe probe;
  private final Progress progress;
  private final Duration limit;
  private final TargetFolder folder;
  private long head;

  /** Makes the folder with its files, each of which is an entry. */
  FarBehind(Setup setup, int files, HubProbe probe, Progress progress, Duration limit) {
    this.setup = setup;
    this.probe = probe;
    this.progress = progress;
    this.limit = limit;
    this.folder = setup.folders(1, 1, files).getFirst();
    this.head = files;
  }

  long head() {
    return head;
  }

  private Session owner() {
    return setup.users().getFirst();
  }

  /** Commits until the journal is that long, in batches, several at a time. */
  void grow(long entries, int largest) {
    // A file has one commit on its way at most.
    int files = folder.free().size();
    int batch = Math.clamp(files / WRITERS, 1, largest);
    int writers = Math.min(WRITERS, files / batch);
    Committer committer = new Committer(setup.blocks());
    List<Future<Long>> commits = new ArrayList<>();
    long asked = head;
    while (asked < entries) {
      int size = (int) Math.min(batch, entries - asked);
      commits.add(committer.commit(owner(), folder, size));
      asked += size;
      if (commits.size() == writers || asked == entries) {
        Await.of(Future.all(commits));
        for (Future<Long> commit : commits) {
          head = Math.max(head, commit.result());
        }
        commits.clear();
        progress.update("journal: %,d of %,d entries".formatted(head, entries));
      }
    }
  }

  /** Devices by a transport, all at once. */
  Outcome follow(URI hub, Toolbox following, Way way, int count, String name) {
    Fleet fleet =
        new Fleet(
            following.vertx(), hub, KnownChanges.forgotten(), count, TimeUnit.DAYS.toMicros(1), 1);
    Session session = following.session(owner().user());
    Await.of(session.token());
    MemoryTrack memory = new MemoryTrack(probe);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      String id = "%s-%d".formatted(name, i);
      Await.of(
          way == Way.LONG_POLL
              ? fleet.add(id, session, way, DeviceEvents.NONE)
              : fleet.addBare(id, session, way, Reading.ALL, DeviceEvents.NONE));
    }
    boolean complete =
        FleetWait.until(
            limit,
            () -> {
              memory.look();
              Fleet.Count now = Await.of(fleet.count(folder.ns(), head));
              progress.update("%s: %,d changes came".formatted(way.title(), now.changes()));
              return now.devices() == count && now.behind() == 0;
            });
    long nanos = System.nanoTime() - start;
    List<Device> devices = Await.of(fleet.stop());
    long wrong = 0;
    for (Device device : devices) {
      Map<UUID, Long> has = new HashMap<>();
      device
          .state()
          .files(folder.ns())
          .values()
          .forEach(change -> has.put(change.fileId(), change.version()));
      wrong += wrongFiles(has);
    }
    return new Outcome(complete, nanos, wrong, devices, memory);
  }

  /** Readers of the journal itself, all at once. */
  Outcome walk(Toolbox following, int count) {
    Session session = following.session(owner().user());
    Await.of(session.token());
    MemoryTrack memory = new MemoryTrack(probe);
    long start = System.nanoTime();
    List<JournalWalk> walks = new ArrayList<>();
    List<Future<Void>> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JournalWalk walk = new JournalWalk(session, folder.ns());
      walks.add(walk);
      ends.add(walk.to(head));
    }
    Future<?> all = Future.all(ends);
    boolean ended =
        FleetWait.until(
            limit,
            () -> {
              memory.look();
              progress.update("journal: %,d entries read".formatted(walks.getFirst().reached()));
              return all.isComplete();
            });
    long nanos = System.nanoTime() - start;
    if (all.failed()) {
      throw new IllegalStateException(String.valueOf(all.cause().getMessage()));
    }
    long wrong = 0;
    for (JournalWalk walk : walks) {
      wrong += ended ? wrongFiles(walk.versions()) : 0;
    }
    return new Outcome(ended, nanos, wrong, List.of(), memory);
  }

  /** Files of which the device has not the version that was committed last. */
  private long wrongFiles(Map<UUID, Long> has) {
    long wrong = 0;
    for (TargetFile file : folder.free()) {
      Long version = has.get(file.fileId());
      wrong += version == null || version != file.version() ? 1 : 0;
    }
    return wrong;
  }
}
