package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.swarm.Findings;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.Tally;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/**
 * Many folders, each with an owner whose few devices follow it: how long it takes a commit to reach
 * them, alone and beside whatever else is done to a hub.
 */
final class FolderPairs implements AutoCloseable {
  private static final double ARRIVALS_PER_SECOND = 2_000;
  private static final int CONNECTIONS = 128;
  private static final long SETTLE_MILLIS = 1_500;

  private final Toolbox tools;
  private final URI hub;
  private final List<Session> owners;
  private final List<TargetFolder> folders;
  private final int devicesEach;
  private final SwarmGroup devices;
  private final CommitWorkload workload;

  private FolderPairs(
      Toolbox tools,
      URI hub,
      Setup setup,
      List<TargetFolder> folders,
      int devicesEach,
      SwarmGroup devices,
      CommitWorkload workload) {
    this.tools = tools;
    this.hub = hub;
    this.owners = setup.users();
    this.folders = folders;
    this.devicesEach = devicesEach;
    this.devices = devices;
    this.workload = workload;
  }

  /** Makes them, and waits until all devices are live. */
  static FolderPairs make(
      Toolbox tools,
      HubOptions hub,
      SwarmOptions swarm,
      String run,
      int count,
      int devicesEach,
      Progress progress) {
    Setup setup = new Setup(tools, run, swarm.seed(), progress, swarm.setting());
    List<TargetFolder> folders = setup.folders(count, count, 1);
    SwarmGroup devices =
        swarm.group(
            swarm.plan(
                hub,
                count * devicesEach,
                "load-" + run + "-",
                devicesEach,
                ARRIVALS_PER_SECOND,
                Map.of()));
    try {
      Crowd.arrive(devices, progress);
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
    URI first = swarm.hubs(hub).getFirst();
    CommitWorkload workload =
        new CommitWorkload(
            first, run, 1, folders, setup.blocks(), swarm.seed(), CommitWorkload.NOBODY);
    return new FolderPairs(tools, first, setup, folders, devicesEach, devices, workload);
  }

  SwarmGroup devices() {
    return devices;
  }

  /** Commits to all of them in turn. */
  Running start(double rate, int seconds) {
    devices.record(true, false);
    Generator generator = new Generator(tools.vertx(), hub, CONNECTIONS, rate, workload);
    return new Running(generator, generator.run(0, seconds), seconds);
  }

  /** A while in which it is committed to them. */
  final class Running {
    private final Generator generator;
    private final Future<Recording> ended;
    private final int seconds;

    private Running(Generator generator, Future<Recording> ended, int seconds) {
      this.generator = generator;
      this.ended = ended;
      this.seconds = seconds;
    }

    Recording recording() {
      return generator.recording();
    }

    /** Waits for its end alone. */
    void last() {
      var _ = Await.of(ended, limit());
    }

    /** Before its time. */
    void end() {
      generator.end();
    }

    private Duration limit() {
      return Duration.ofSeconds(seconds + 60L);
    }

    /** Waits for its end, and for what is still on its way to the devices. */
    Seen await() {
      Recording commits = Await.of(ended, limit());
      Crowd.pause(SETTLE_MILLIS);
      return new Seen(commits, devices.report().tally(), commits.committed * devicesEach);
    }
  }

  /**
   * What came of it.
   *
   * @param expected arrivals of the commits that were answered in time
   */
  record Seen(Recording commits, Tally devices, long expected) {
    Histogram push() {
      return devices.of(Tally.Time.DUE_TO_SOCKET);
    }
  }

  /** Holds all devices against all journals. */
  Findings judge() {
    Map<UUID, Long> heads = Heads.of(owners, folders);
    Crowd.until(Duration.ofSeconds(10), () -> devices.atHead(heads) == devices.plan().count());
    devices.judge(heads);
    return devices.report().findings();
  }

  @Override
  public void close() {
    devices.close();
  }
}
