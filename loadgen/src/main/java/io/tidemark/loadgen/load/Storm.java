package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.swarm.Staleness;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.SwarmPlan;
import io.tidemark.loadgen.swarm.Tally;
import io.tidemark.loadgen.swarm.Timeline;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One folder with many members, committed to as fast as is wanted; a twin of it that nobody
 * follows; and other folders, to see what all of that does to them.
 */
final class Storm implements AutoCloseable {
  private static final double ARRIVALS_PER_SECOND = 2_000;
  private static final int CONNECTIONS = 64;
  private static final int WARM_UP_SECONDS = 5;

  /**
   * @param files of the folder: as many commits may be on their way at once, and as many changes
   *     stand in a delta at most
   * @param restMillis longer than the folder's longest window: its next change is a leading edge
   */
  record Shape(int devices, int perUser, int files, int others, double othersRate, int restMillis) {
    int users() {
      return (devices + perUser - 1) / perUser;
    }
  }

  /**
   * A while of it.
   *
   * @param commits into the folder or its twin; null where there were none
   * @param hub CPU time of the hub's processes
   */
  record Phase(
      @Nullable Recording commits, FolderPairs.Seen others, ProcessStat.Cpu hub, double seconds) {
    double hubCpus() {
      return hub.allNanos() / 1e9 / seconds;
    }

    double loopCpus() {
      return hub.eventLoopNanos() / 1e9 / seconds;
    }
  }

  /**
   * Single commits while the folder rests.
   *
   * @param toFirst from the stamp to the first device
   * @param toAll from the stamp to each device
   */
  record Edge(Histogram toFirst, Histogram toAll) {}

  /** What the devices of the folder saw. */
  record Seen(
      SwarmGroup.Report report, Timeline timeline, Staleness staleness, int atHead, long lost) {}

  private final Shape shape;
  private final Toolbox tools;
  private final URI hub;
  private final List<Long> pids;
  private final Session owner;
  private final TargetFolder folder;
  private final CommitWorkload intoFolder;
  private final CommitWorkload intoTwin;
  private final SwarmGroup devices;
  private final FolderPairs others;

  private Storm(
      Shape shape,
      Toolbox tools,
      URI hub,
      List<Long> pids,
      Session owner,
      TargetFolder folder,
      CommitWorkload intoFolder,
      CommitWorkload intoTwin,
      SwarmGroup devices,
      FolderPairs others) {
    this.shape = shape;
    this.tools = tools;
    this.hub = hub;
    this.pids = pids;
    this.owner = owner;
    this.folder = folder;
    this.intoFolder = intoFolder;
    this.intoTwin = intoTwin;
    this.devices = devices;
    this.others = others;
  }

  /** Makes folders and members, and waits until all devices are live. */
  static Storm prepare(
      Shape shape, Toolbox tools, HubOptions hub, SwarmOptions swarm, Progress progress) {
    String run = UUID.randomUUID().toString().substring(0, 8);
    List<URI> hubs = swarm.hubs(hub);
    Setup setup = new Setup(tools, run, swarm.seed(), progress, swarm.setting());
    List<TargetFolder> made = setup.folders(2, 1, shape.files());
    TargetFolder folder = made.getFirst();
    Session owner = setup.users().getFirst();
    progress.show("%,d members join".formatted(shape.users()));
    String prefix = "storm-" + run + "-";
    Crowd.join(owner, folder.ns(), prefix, 0, shape.users());
    Map<UUID, Long> start = Map.of(folder.ns(), Heads.of(owner, folder.ns()));
    SwarmPlan plan =
        swarm.plan(hub, shape.devices(), prefix, shape.perUser(), ARRIVALS_PER_SECOND, start);
    SwarmGroup devices = swarm.group(plan);
    try {
      Crowd.arrive(devices, progress);
      FolderPairs others =
          FolderPairs.make(tools, hub, swarm, run + "-o", shape.others(), 2, progress);
      return new Storm(
          shape,
          tools,
          hubs.getFirst(),
          swarm.pids(hubs),
          owner,
          folder,
          workload(hubs.getFirst(), run + "f", folder, setup, swarm.seed()),
          workload(hubs.getFirst(), run + "t", made.getLast(), setup, swarm.seed()),
          devices,
          others);
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
  }

  private static CommitWorkload workload(
      URI hub, String run, TargetFolder folder, Setup setup, long seed) {
    return new CommitWorkload(
        hub, run, 1, List.of(folder), setup.blocks(), seed, CommitWorkload.NOBODY);
  }

  SwarmGroup devices() {
    return devices;
  }

  FolderPairs others() {
    return others;
  }

  /** Of the hub's processes; none if they are elsewhere. */
  List<Long> pids() {
    return pids;
  }

  /** The other folders alone. */
  Phase before(int seconds) {
    return phase(null, 0, seconds, 0);
  }

  /** The same rate into a folder that nobody follows. */
  Phase withoutMembers(double rate, int seconds) {
    return phase(intoTwin, rate, seconds, Math.min(WARM_UP_SECONDS, seconds));
  }

  private Phase phase(@Nullable CommitWorkload workload, double rate, int seconds, int warmUp) {
    return phase(workload, rate, seconds, warmUp, Runnable::run);
  }

  /** How it is waited for the end of a phase: it may come early. */
  interface Waiting {
    void until(Runnable end);
  }

  private Phase phase(
      @Nullable CommitWorkload workload, double rate, int seconds, int warmUp, Waiting waiting) {
    Generator generator =
        workload == null ? null : new Generator(tools.vertx(), hub, CONNECTIONS, rate, workload);
    Future<Recording> ended =
        generator == null ? Future.succeededFuture() : generator.run(warmUp, seconds);
    Crowd.pause(warmUp * 1_000L);
    ProcessStat.Cpu before = ProcessStat.cpu(pids);
    long begin = System.nanoTime();
    FolderPairs.Running beside = others.start(shape.othersRate(), seconds);
    Duration limit = Duration.ofSeconds(seconds + 60L);
    waiting.until(() -> {
      var _ = Await.of(ended, limit);
      beside.last();
    });
    beside.end();
    if (generator != null) {
      generator.end();
    }
    Recording commits = Await.of(ended, limit);
    ProcessStat.Cpu used = ProcessStat.cpu(pids).since(before);
    double took = (System.nanoTime() - begin) / 1e9;
    return new Phase(commits, beside.await(), used, took);
  }

  /** Single commits, with a rest after each. */
  Edge leadingEdge(int commits) {
    Crowd.pause(shape.restMillis());
    long base = Heads.of(owner, folder.ns());
    devices.record(true, true);
    double perSecond = 1_000.0 / shape.restMillis();
    int seconds = (int) Math.ceil(commits / perSecond);
    Generator single = new Generator(tools.vertx(), hub, 1, perSecond, intoFolder);
    var _ = Await.of(single.run(0, seconds), Duration.ofSeconds(seconds + 60L));
    Crowd.pause(shape.restMillis());
    SwarmGroup.Report seen = devices.report();
    Timeline timeline = Heads.timeline(owner, folder.ns(), base);
    return new Edge(
        StormFigures.stampToFirst(seen.spans(), timeline),
        seen.tally().of(Tally.Time.STAMP_TO_SOCKET));
  }

  /** A storm, begun while the folder rests. */
  final class Struck {
    private final long base;
    private final Phase phase;

    private Struck(long base, Phase phase) {
      this.base = base;
      this.phase = phase;
    }

    Phase phase() {
      return phase;
    }

    /** Waits until all are at head, and holds what they were told against the journal. */
    Seen judge(Duration limit) {
      Timeline timeline = Heads.timeline(owner, folder.ns(), base);
      Map<UUID, Long> head = Map.of(folder.ns(), timeline.last());
      boolean _ = Crowd.until(limit, () -> devices.atHead(head) == shape.devices());
      int atHead = devices.judge(head);
      Staleness staleness = devices.staleness(timeline, timeline.stamp(timeline.first()));
      Recording commits = phase.commits();
      long answered = commits == null ? 0 : commits.committed;
      long entries = timeline.last() - base;
      return new Seen(
          devices.report(), timeline, staleness, atHead, StormFigures.lost(answered, entries));
    }
  }

  /**
   * @param waiting for its end, which may come early
   */
  Struck strike(double rate, int seconds, Waiting waiting) {
    Crowd.pause(shape.restMillis());
    long base = Heads.of(owner, folder.ns());
    devices.record(false, true);
    return new Struck(base, phase(intoFolder, rate, seconds, 0, waiting));
  }

  @Override
  public void close() {
    others.close();
    devices.close();
  }
}
