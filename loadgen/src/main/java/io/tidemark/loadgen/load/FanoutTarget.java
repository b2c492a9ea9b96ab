package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.SwarmPlan;
import io.tidemark.loadgen.swarm.Tally;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** One of the servers that a fan-out run compares, and what its rounds came to. */
final class FanoutTarget implements AutoCloseable {
  /** More than the longest window of a hub. */
  private static final long SETTLE_MILLIS = 1_500;

  private final String name;
  private final String key;
  private final SwarmPlan.Mix way;
  private final boolean hub;
  private final URI url;
  private final List<Long> pids;
  private final SwarmGroup devices;
  private final Arrival arrival;
  private final Workload workload;
  private final Supplier<Vertx> vertx;
  private final int connections;
  private final Histogram firstToLast = new Histogram(3);
  private Tally tally = new Tally();
  private ProcessStat.Cpu cpu = ProcessStat.Cpu.NONE;
  private long broadcasts;
  private long offered;
  private long generatorNanos;
  private double seconds;
  private double idleCpus;

  /**
   * What the arrival of the devices came to.
   *
   * @param cpuNanos of the server
   * @param residentBytes by which the server grew
   * @param heapBytes by which its live heap grew; NaN if it has none
   * @param generatorHeapBytes before they came
   */
  record Arrival(
      double seconds,
      long cpuNanos,
      long residentBytes,
      double heapBytes,
      long generatorHeapBytes) {}

  /**
   * @param key its name in figures
   * @param hub whether it is what the others are compared with
   * @param url where broadcasts are posted
   */
  FanoutTarget(
      String name,
      String key,
      SwarmPlan.Mix way,
      boolean hub,
      URI url,
      List<Long> pids,
      SwarmGroup devices,
      Arrival arrival,
      Workload workload,
      Supplier<Vertx> vertx,
      int connections) {
    this.name = name;
    this.key = key;
    this.way = way;
    this.hub = hub;
    this.url = url;
    this.pids = pids;
    this.devices = devices;
    this.arrival = arrival;
    this.workload = workload;
    this.vertx = vertx;
    this.connections = connections;
  }

  /** Lets the devices come, and looks at what that costs the server. */
  static Arrival arrive(SwarmGroup devices, List<Long> pids, Progress progress) {
    long generator = devices.heapBytes();
    double heap = HubProcess.liveHeapBytesIfAny(pids);
    long resident = ProcessStat.proportionalBytes(pids);
    ProcessStat.Cpu before = ProcessStat.cpu(pids);
    long start = System.nanoTime();
    Crowd.arrive(devices, progress);
    double took = (System.nanoTime() - start) / 1e9;
    ProcessStat.Cpu cpu = ProcessStat.cpu(pids).since(before);
    Crowd.pause(SETTLE_MILLIS);
    long grown = ProcessStat.proportionalBytes(pids) - resident;
    return new Arrival(
        took, cpu.allNanos(), grown, HubProcess.liveHeapBytesIfAny(pids) - heap, generator);
  }

  Arrival arrival() {
    return arrival;
  }

  String key() {
    return key;
  }

  SwarmPlan.Mix way() {
    return way;
  }

  boolean hub() {
    return hub;
  }

  /** For each device. */
  double residentBytesEach() {
    return arrival.residentBytes() / (double) devices.plan().count();
  }

  /** For each device; NaN if the server is no JVM. */
  double serverHeapBytesEach() {
    return arrival.heapBytes() / devices.plan().count();
  }

  /** Of the server's CPU, for each connection. */
  double connectMicros() {
    return arrival.cpuNanos() / 1e3 / devices.plan().count();
  }

  String name() {
    return name;
  }

  SwarmGroup devices() {
    return devices;
  }

  /** What a device takes of the generator's heap, what was logged of the last round included. */
  double heapBytesEach() {
    return (devices.heapBytes() - arrival.generatorHeapBytes()) / (double) devices.plan().count();
  }

  /** What it takes while nothing is broadcast. */
  void idle(int millis) {
    ProcessStat.Cpu before = ProcessStat.cpu(pids);
    Crowd.pause(millis);
    idleCpus = ProcessStat.cpu(pids).since(before).allNanos() / (millis * 1e6);
  }

  /**
   * Broadcasts for a while.
   *
   * @param counted false to warm up
   */
  void round(double rate, int forSeconds, boolean counted) {
    devices.record(true, true);
    long own = devices.status().cpuNanos();
    ProcessStat.Cpu before = ProcessStat.cpu(pids);
    long start = System.nanoTime();
    Generator generator = new Generator(vertx.get(), url, connections, rate, workload);
    Recording recording =
        Await.of(generator.run(0, forSeconds), Duration.ofSeconds(forSeconds + 60L));
    Crowd.pause(SETTLE_MILLIS);
    ProcessStat.Cpu used = ProcessStat.cpu(pids).since(before);
    double took = (System.nanoTime() - start) / 1e9;
    SwarmGroup.Report report = devices.report();
    if (!counted) {
      return;
    }
    cpu = cpu.plus(used);
    generatorNanos += devices.status().cpuNanos() - own;
    seconds += took;
    broadcasts += recording.committed;
    offered += recording.offered;
    tally.merge(report.tally());
    firstToLast.add(report.firstToLast(devices.plan().count()));
  }

  long deliveries() {
    return tally.count(Tally.Count.DELTAS);
  }

  long changes() {
    return tally.count(Tally.Count.CHANGES);
  }

  long broadcasts() {
    return broadcasts;
  }

  long offered() {
    return offered;
  }

  double perCpuSecond() {
    return deliveries() * 1e9 / Math.max(1, cpu.allNanos());
  }

  /** Only of the threads that have sockets; a server that has no others: of all. */
  double perLoopSecond() {
    return deliveries() * 1e9 / Math.max(1, loopNanos());
  }

  private long loopNanos() {
    return cpu.eventLoopNanos() == 0 ? cpu.allNanos() : cpu.eventLoopNanos();
  }

  /** Without what it takes anyway; NaN if it took no more than that, as one that still warms up. */
  double perCpuSecondAboveIdle() {
    double nanos = cpu.allNanos() - idleCpus * seconds * 1e9;
    return nanos > 0 ? deliveries() * 1e9 / nanos : Double.NaN;
  }

  double idleCpus() {
    return idleCpus;
  }

  double generatorPerCpuSecond() {
    return deliveries() * 1e9 / Math.max(1, generatorNanos);
  }

  Histogram latency() {
    return tally.of(Tally.Time.DUE_TO_SOCKET);
  }

  Histogram lag() {
    return tally.of(Tally.Time.LAG);
  }

  Histogram firstToLast() {
    return firstToLast;
  }

  @Override
  public void close() {
    devices.close();
  }
}
