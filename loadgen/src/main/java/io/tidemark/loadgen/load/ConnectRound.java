package io.tidemark.loadgen.load;

import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.Tally;
import java.time.Duration;
import java.util.List;

/**
 * All devices of a group come once: what it took of the hub.
 *
 * @param live devices that made it in time
 * @param hub CPU time of the hub's processes
 * @param idleCpus what they take anyway
 * @param seconds from the first device's instant until the last was live
 */
record ConnectRound(Tally devices, int live, ProcessStat.Cpu hub, double idleCpus, double seconds) {
  private static final int IDLE_MILLIS = 2_000;

  static ConnectRound run(SwarmGroup group, List<Long> pids) {
    ProcessStat.Cpu rest = ProcessStat.cpu(pids);
    Crowd.pause(IDLE_MILLIS);
    double idle = ProcessStat.cpu(pids).since(rest).allNanos() / (IDLE_MILLIS * 1e6);
    group.record(false, false);
    int count = group.plan().count();
    ProcessStat.Cpu before = ProcessStat.cpu(pids);
    long begin = System.nanoTime();
    group.connect();
    Duration limit = Duration.ofSeconds(30 + (long) (5 * count / group.plan().perSecond()));
    boolean _ = Crowd.until(limit, () -> group.status().live() >= count);
    double seconds = (System.nanoTime() - begin) / 1e9;
    ProcessStat.Cpu used = ProcessStat.cpu(pids).since(before);
    return new ConnectRound(group.report().tally(), group.status().live(), used, idle, seconds);
  }

  double perSecond() {
    return live / seconds;
  }

  double cpuMicrosEach() {
    return hub.allNanos() / 1e3 / Math.max(1, live);
  }

  /** Without what the hub takes anyway in that time. */
  double cpuMicrosEachAboveIdle() {
    return Math.max(0, hub.allNanos() - idleCpus * seconds * 1e9) / 1e3 / Math.max(1, live);
  }

  double loopMicrosEach() {
    return hub.eventLoopNanos() / 1e3 / Math.max(1, live);
  }
}
