package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.SwarmPlan;
import io.tidemark.loadgen.swarm.Tally;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Devices that are connected, have received and acknowledged real deltas, and then do nothing: each
 * user has some of them, and each folder some users.
 */
final class IdleCrowd implements AutoCloseable {
  private static final int USERS_OF_A_FOLDER = 50;

  /** Longer than a window, so that each commit is a delta of its own. */
  private static final long BETWEEN_MILLIS = 1_300;

  private static final long STALLED_NANOS = Duration.ofSeconds(8).toNanos();
  private static final Duration IN_TIME = Duration.ofSeconds(30);

  private final Session owner;
  private final List<TargetFolder> folders;
  private final Committer committer;
  private final SwarmGroup devices;
  private final Map<UUID, Long> heads = new HashMap<>();

  private IdleCrowd(
      Session owner, List<TargetFolder> folders, Committer committer, SwarmGroup devices) {
    this.owner = owner;
    this.folders = folders;
    this.committer = committer;
    this.devices = devices;
  }

  /** Folders, members and tokens; no device is connected yet. */
  static IdleCrowd prepare(
      Setup setup,
      HubOptions hub,
      SwarmOptions swarm,
      String prefix,
      int count,
      int perUser,
      double perSecond,
      Progress progress) {
    int users = (count + perUser - 1) / perUser;
    int folderCount = (users + USERS_OF_A_FOLDER - 1) / USERS_OF_A_FOLDER;
    List<TargetFolder> folders = setup.folders(folderCount, 1, 1);
    Session owner = setup.users().getFirst();
    for (int i = 0; i < folderCount; i++) {
      int from = i * USERS_OF_A_FOLDER;
      Crowd.join(
          owner, folders.get(i).ns(), prefix, from, Math.min(users, from + USERS_OF_A_FOLDER));
      progress.update("members join: %,d of %,d".formatted(from, users));
    }
    SwarmPlan plan = swarm.plan(hub, count, prefix, perUser, perSecond, Map.of());
    SwarmGroup devices = swarm.group(plan);
    try {
      progress.show("tokens for %,d devices".formatted(count));
      devices.prepare();
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
    return new IdleCrowd(owner, folders, new Committer(setup.blocks()), devices);
  }

  SwarmGroup devices() {
    return devices;
  }

  /**
   * Until all are live, or no more come; these then stay away.
   *
   * @return how many are live
   */
  int arrive(Progress progress) {
    devices.connect();
    int count = devices.plan().count();
    int live = 0;
    long lastNanos = System.nanoTime();
    while (live < count && System.nanoTime() - lastNanos < STALLED_NANOS) {
      Crowd.pause(100);
      int now = devices.status().live();
      if (now > live) {
        lastNanos = System.nanoTime();
      }
      live = now;
      progress.update("connected: %,d of %,d".formatted(live, count));
    }
    if (live < count) {
      devices.settle();
      live = devices.status().live();
    }
    return live;
  }

  /** One commit into each folder after the other has been pushed, so many times. */
  void commit(int times) {
    for (int i = 0; i < times; i++) {
      List<Future<Long>> commits = new ArrayList<>();
      for (TargetFolder folder : folders) {
        commits.add(committer.commit(owner, folder, 1).onSuccess(head -> put(folder.ns(), head)));
      }
      Await.of(Future.all(commits));
      Crowd.pause(BETWEEN_MILLIS);
    }
  }

  private void put(UUID ns, long head) {
    synchronized (heads) {
      heads.merge(ns, head, Math::max);
    }
  }

  private Map<UUID, Long> heads() {
    synchronized (heads) {
      return Map.copyOf(heads);
    }
  }

  /** How many have everything by now, which is waited for. */
  int atHead(int expected) {
    Crowd.until(IN_TIME, () -> devices.atHead(heads()) >= expected);
    return devices.atHead(heads());
  }

  /**
   * All tell what they have.
   *
   * @return how often it was told
   */
  long acknowledge(int expected) {
    devices.ack();
    Crowd.until(IN_TIME, () -> acks() >= expected);
    return acks();
  }

  private long acks() {
    return devices.report().tally().count(Tally.Count.ACKS);
  }

  @Override
  public void close() {
    devices.close();
  }
}
