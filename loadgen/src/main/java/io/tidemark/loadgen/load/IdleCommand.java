package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.loadgen.swarm.Findings;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.Tally;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./tidemark load idle}. */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    description = {
      "Holds connections that do nothing, and tells what each takes of the hub: resident memory and",
      "live heap, before and after. Each device comes with a token, has a watermark, and has received",
      "and acknowledged real deltas before it rests. Some come and go first, so that what a hub needs",
      "once is not counted as theirs. At the end one more delta has to reach all of them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load idle",
      "  ./tidemark load idle --connections 15000 --way sse",
      "  ./tidemark load idle --connections 0 --hub http://127.0.0.1:8080,http://127.0.0.1:8081",
      "  ./tidemark load idle --assert 'resident.each<=6KiB' --assert 'heap.each<=3KiB'"
    })
final class IdleCommand implements Callable<Integer> {
  private static final int WARMING = 1_000;
  private static final int DELTAS = 3;
  private static final int MILLION = 1_000_000;

  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SwarmOptions swarm = new SwarmOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "10000",
      description = "0: as many as the hubs may have descriptors; default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--per-user",
      paramLabel = "N",
      defaultValue = "10",
      description = "Devices of each user; default: ${DEFAULT-VALUE}.")
  private int perUser;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "2000",
      description = "Connections that are opened in a second; default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--hold",
      paramLabel = "SECONDS",
      defaultValue = "35",
      description = "Longer than a heartbeat, before it is measured; default: ${DEFAULT-VALUE}.")
  private int holdSeconds;

  @Override
  public Integer call() {
    check();
    Progress progress = new Progress(System.out);
    List<URI> hubs = swarm.hubs(hub);
    try (Toolbox tools = new Toolbox(hubs.getFirst(), hub.token(), 64)) {
      tools.ping();
      List<Long> pids = swarm.pids(hubs);
      swarm.require(
          pids.size() >= hubs.size(),
          "memory is measured on this machine, and %d of the hubs %s are no processes here that may be looked into: give their --pid"
              .formatted(hubs.size() - pids.size(), hubs));
      IdleRoom room = IdleRoom.of(connections, pids.stream().map(IdleRoom.Node::of).toList());
      swarm.processes(room.connections());
      return measure(tools, hubs, pids, room, progress);
    }
  }

  private int measure(
      Toolbox tools, List<URI> hubs, List<Long> pids, IdleRoom room, Progress progress) {
    String run = UUID.randomUUID().toString().substring(0, 8);
    warmUp(tools, run, pids, Math.min(WARMING, room.connections()), progress);
    Setup setup = new Setup(tools, run, swarm.seed(), progress, swarm.setting());
    String prefix = "idle-" + run + "-";
    try (IdleCrowd crowd =
            IdleCrowd.prepare(
                setup, hub, swarm, prefix, room.connections(), perUser, rate, progress);
        Interruption interruption = new Interruption();
        NodeConnections counted = new NodeConnections(hubs, hub.token())) {
      long othersConnected = counted.now();
      HubMemory before = HubMemory.of(pids);
      crowd.devices().record(false, false);
      int held = crowd.arrive(progress);
      SwarmGroup.Report arrival = crowd.devices().report();
      crowd.devices().record(false, false);
      crowd.commit(DELTAS);
      int served = crowd.atHead(held);
      long deltas = crowd.devices().report().tally().count(Tally.Count.DELTAS);
      long acks = crowd.acknowledge(held);
      progress.show("holding %,d for %d s".formatted(held, holdSeconds));
      boolean whole = interruption.completes(() -> Crowd.pause(holdSeconds * 1_000L));
      HubMemory after = HubMemory.of(pids);
      long atHub = counted.now() - othersConnected;
      crowd.commit(1);
      int atEnd = crowd.atHead(held);
      ScenarioReport report = new ScenarioReport(System.out, "idle");
      if (!whole) {
        report.partial();
      }
      progress.done(
          "%,d connections (%s), %d of each user, on %d node%s"
              .formatted(held, swarm.mix(), perUser, hubs.size(), hubs.size() == 1 ? "" : "s"));
      settings(report, hubs);
      limit(report, room, held, arrival.tally());
      report.row(
          "deltas before",
          "%.1f each, %,d of %,d at head; acknowledged %,d times"
              .formatted(deltas / (double) Math.max(1, held), served, held, acks));
      memory(report, before, after, held);
      report.row(
          "held at the end",
          "%,d by the hub%s, %,d of %,d received one more delta"
              .formatted(atHub, hubs.size() == 1 ? "" : "s", atEnd, held));
      report.run().count("held", held).fault("notHeld", held - Math.min(held, atHub));
      boolean clean = served == held && atEnd == held && atHub >= held && held > 0;
      if (!clean) {
        report.loud("NOT ALL WERE HELD OR SERVED");
      }
      Findings findings = crowd.devices().report().findings();
      clean &= report.findings(findings);
      return reporting.finish(report.run(), clean, System.out);
    }
  }

  /** So that classes, compiled code and pools are there before the first look. */
  private void warmUp(Toolbox tools, String run, List<Long> pids, int count, Progress progress) {
    if (count == 0) {
      return;
    }
    Setup setup = new Setup(tools, run + "w", swarm.seed(), progress, swarm.setting());
    try (IdleCrowd crowd =
        IdleCrowd.prepare(setup, hub, swarm, "warm-" + run + "-", count, perUser, rate, progress)) {
      int live = crowd.arrive(progress);
      crowd.commit(1);
      crowd.atHead(live);
      crowd.acknowledge(live);
      var _ = HubMemory.of(pids);
    }
    // The hub sees them go.
    Crowd.pause(1_000);
  }

  private void settings(ScenarioReport report, List<URI> hubs) {
    report
        .run()
        .setting("connections", connections)
        .setting("devices of a user", perUser)
        .setting("nodes", hubs.size())
        .setting("held for seconds", holdSeconds)
        .setting("by", swarm.mix());
  }

  private void limit(ScenarioReport report, IdleRoom room, int held, Tally arrival) {
    report.line("");
    report.row(
        "limit",
        held == room.connections()
            ? room.limit()
            : "the hub let in no more (gateway.maxConnections?): " + arrival.failures());
    report.time("connect → live", "connect", arrival.of(Tally.Time.CONNECT_TO_LIVE));
  }

  private static void memory(ScenarioReport report, HubMemory before, HubMemory after, int held) {
    HubMemory.Each each = after.each(before, held);
    report.row(
        "hub before → after",
        "resident %s → %s (collected %s → %s), live heap %s → %s"
            .formatted(
                Sizes.bytes(before.residentBytes()),
                Sizes.bytes(after.residentBytes()),
                Sizes.bytes(before.collectedBytes()),
                Sizes.bytes(after.collectedBytes()),
                Sizes.bytes(before.liveHeapBytes()),
                Sizes.bytes(after.liveHeapBytes())));
    report.figure("resident, each", "resident.each", each.resident(), Unit.BYTES, Better.LOWER);
    report.figure(
        "  after a full collection", "collected.each", each.collected(), Unit.BYTES, Better.LOWER);
    report.figure("live heap, each", "heap.each", each.liveHeap(), Unit.BYTES, Better.LOWER);
    report.figure(
        "kernel, each, both ends", "kernel.each", each.kernelBothEnds(), Unit.BYTES, Better.LOWER);
    report.row(
        "1,000,000 of them",
        "%.1f GiB: (%,.0f resident + %,.0f of the kernel at the hub's end) × 1,000,000"
            .formatted(each.gibibytes(MILLION), each.resident(), each.kernelBothEnds() / 2));
  }

  private void check() {
    reporting.check();
    swarm.require(
        connections >= 0 && connections <= 1_000_000,
        "--connections must be between 0 and 1000000: " + connections);
    swarm.require(perUser >= 1 && perUser <= 90, "--per-user must be between 1 and 90: " + perUser);
    swarm.require(rate > 0 && rate <= 100_000, "--rate must be above 0, at most 100000: " + rate);
    swarm.require(
        holdSeconds >= 0 && holdSeconds <= 86_400,
        "--hold must be between 0 and 86400: " + holdSeconds);
    swarm.mix();
    swarm.hubs(hub);
  }
}
