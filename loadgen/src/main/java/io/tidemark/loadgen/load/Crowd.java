package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.SwarmPlan;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Members for folders, and the arrival of their devices. */
final class Crowd {
  private static final long LOOK_MILLIS = 100;

  private Crowd() {}

  /** Users {@code prefix + from} to {@code prefix + (to - 1)} become members. */
  static void join(Session owner, UUID ns, String prefix, int from, int to) {
    for (int first = from; first < to; first += Limits.MEMBERS_PER_CALL) {
      Map<String, Role> members = new HashMap<>();
      for (int i = first; i < Math.min(to, first + Limits.MEMBERS_PER_CALL); i++) {
        members.put(prefix + i, Role.EDITOR);
      }
      Await.of(owner.putMembers(ns, members));
    }
  }

  /** The swarm in this process if that has room for it, else in as many others as it takes. */
  static SwarmGroup group(SwarmPlan plan, int processes) {
    return processes <= 1 ? SwarmGroup.local(plan) : SwarmGroup.of(plan, processes);
  }

  /**
   * Waits until all are live.
   *
   * @throws IllegalStateException if they are not in time
   */
  static void arrive(SwarmGroup group, Progress progress) {
    int count = group.plan().count();
    progress.update("tokens for %,d devices".formatted(count));
    group.prepare();
    group.connect();
    Duration limit = Duration.ofSeconds(90 + (long) (5 * count / group.plan().perSecond()));
    boolean all =
        until(
            limit,
            () -> {
              int live = group.status().live();
              progress.update("connected: %,d of %,d".formatted(live, count));
              return live >= count;
            });
    if (!all) {
      SwarmGroup.Report report = group.report();
      throw new IllegalStateException(
          "only %,d of %,d devices are live after %d s; %s"
              .formatted(
                  group.status().live(), count, limit.toSeconds(), report.tally().failures()));
    }
  }

  /** Whether it came true in time. */
  static boolean until(Duration limit, BooleanSupplier reached) {
    long end = System.nanoTime() + limit.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      pause(LOOK_MILLIS);
    }
    return true;
  }

  /** On the command's own thread. */
  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
