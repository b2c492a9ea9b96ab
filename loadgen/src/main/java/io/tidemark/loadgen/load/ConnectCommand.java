package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.loadgen.swarm.Findings;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.SwarmPlan;
import io.tidemark.loadgen.swarm.Tally;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./tidemark load connect}. */
@Command(
    name = "connect",
    mixinStandardHelpOptions = true,
    description = {
      "Devices come with a token, say hello, are welcomed and live: at which rate, how long it takes,",
      "and what CPU time of the hub each takes. One round to warm up does not count.",
      "",
      "--flood R then offers R connections a second for a short time, and shows what became of them",
      "and whether the devices that are connected were harmed: pushes of quiet folders before and",
      "beside it. It is bounded by --flood-seconds and --flood-most."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load connect",
      "  ./tidemark load connect --connections 5000 --rate 1000 --way sse",
      "  ./tidemark load connect --flood 100000",
      "  ./tidemark load connect --connections 2000 --rounds 1 --flood 20000 --flood-seconds 5"
    })
final class ConnectCommand implements Callable<Integer> {
  private static final double OTHERS_RATE = 20;
  private static final int USERS_OF_A_FLOOD = 2_000;

  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SwarmOptions swarm = new SwarmOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "5000",
      description = "In each round; default: ${DEFAULT-VALUE}.")
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
      description = "Connections a second; default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "After one to warm up; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--flood",
      paramLabel = "R",
      defaultValue = "0",
      description = "Connections a second that are offered at the end; default: none.")
  private double flood;

  @Option(
      names = "--flood-seconds",
      paramLabel = "N",
      defaultValue = "2",
      description = "For so long; default: ${DEFAULT-VALUE}.")
  private int floodSeconds;

  @Option(
      names = "--flood-most",
      paramLabel = "N",
      defaultValue = "300000",
      description = "At most so many in all; default: ${DEFAULT-VALUE}.")
  private int floodMost;

  @Option(
      names = "--others",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "Quiet folders of two devices each, whose pushes are measured beside a flood; default: ${DEFAULT-VALUE}.")
  private int others;

  @Option(
      names = "--before",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "These folders alone, before a flood; default: ${DEFAULT-VALUE}.")
  private int beforeSeconds;

  @Override
  public Integer call() {
    check();
    String run = UUID.randomUUID().toString().substring(0, 8);
    Progress progress = new Progress(System.out);
    List<URI> hubs = swarm.hubs(hub);
    List<Long> pids = swarm.pids(hubs);
    SwarmPlan plan = swarm.plan(hub, connections, "connect-" + run + "-", perUser, rate, Map.of());
    try (Toolbox tools = new Toolbox(hubs.getFirst(), hub.token(), 64)) {
      tools.ping();
      try (SwarmGroup group = swarm.group(plan)) {
        progress.show("tokens for %,d devices".formatted(connections));
        group.prepare();
        ScenarioReport report = new ScenarioReport(System.out, "connect");
        report
            .run()
            .setting("connections", connections)
            .setting("offered a second", rate)
            .setting("rounds", rounds)
            .setting("flood a second", flood)
            .setting("by", swarm.mix());
        boolean clean = true;
        for (int round = 0; round <= rounds; round++) {
          progress.show("round %d of %d".formatted(round, rounds));
          GeneratorCost cost = new GeneratorCost(List.of(group));
          ConnectRound came = ConnectRound.run(group, pids);
          cost.ended();
          if (round > 0) {
            clean &= print(report, came, cost, round, pids);
          }
          if (round < rounds) {
            group.stop();
          }
        }
        Findings findings = group.report().findings();
        if (flood > 0) {
          clean &= flooded(report, tools, hubs, run, group, findings, progress);
        }
        clean &= report.findings(findings);
        return reporting.finish(report.run(), clean, System.out);
      }
    }
  }

  private boolean print(
      ScenarioReport report, ConnectRound came, GeneratorCost cost, int round, List<Long> pids) {
    boolean last = round == rounds;
    String suffix = last ? "" : ".round" + round;
    report.title("round %d: %,d of %,d live".formatted(round, came.live(), connections));
    report.row(
        "rate",
        "offered %,.0f/s, live %,.0f/s over %.1f s"
            .formatted(rate, came.perSecond(), came.seconds()));
    report.time("due → live", "connect" + suffix, came.devices().of(Tally.Time.CONNECT_TO_LIVE));
    report.run().figure("connect.rate" + suffix, came.perSecond(), Unit.PER_SECOND, Better.HIGHER);
    if (!pids.isEmpty()) {
      report.row(
          "hub's CPU, each",
          "%.0f µs, above idle %.0f µs, event loops alone %.0f µs"
              .formatted(
                  came.cpuMicrosEach(), came.cpuMicrosEachAboveIdle(), came.loopMicrosEach()));
      report
          .run()
          .figure(
              "connect.cpuEach" + suffix, came.cpuMicrosEachAboveIdle(), Unit.MICROS, Better.LOWER)
          .figure("connect.loopEach" + suffix, came.loopMicrosEach(), Unit.MICROS, Better.LOWER);
    }
    refusals(report, came.devices(), "on the way");
    if (last) {
      cost.print(report, came.devices().of(Tally.Time.LAG), new Recording().generatorLag);
    }
    return came.live() == connections;
  }

  private static void refusals(ScenarioReport report, Tally devices, String name) {
    Histogram advised = devices.of(Tally.Time.ADVISED);
    if (!devices.failures().isEmpty()) {
      report.row(name, devices.failures().toString());
    }
    if (advised.getTotalCount() > 0) {
      report.row(
          "told when to come",
          "%,d, in %s".formatted(advised.getTotalCount(), LoadReport.percentiles(advised)));
    }
  }

  private boolean flooded(
      ScenarioReport report,
      Toolbox tools,
      List<URI> hubs,
      String run,
      SwarmGroup established,
      Findings findings,
      Progress progress) {
    int count = (int) Math.min(floodMost, flood * floodSeconds);
    SwarmPlan plan =
        swarm
            .plan(
                hub,
                count,
                "flood-" + run + "-",
                Math.max(1, (count + USERS_OF_A_FLOOD - 1) / USERS_OF_A_FLOOD),
                flood,
                Map.of())
            .visit();
    try (FolderPairs pairs = FolderPairs.make(tools, hub, swarm, run + "-o", others, 2, progress);
        SwarmGroup visitors = swarm.visitors(plan);
        NodeConnections nodes = new NodeConnections(hubs, hub.token())) {
      progress.show("tokens for the flood");
      visitors.prepare();
      int heldBefore = established.status().live();
      progress.show("quiet folders alone, %d s".formatted(beforeSeconds));
      FolderPairs.Seen before = pairs.start(OTHERS_RATE, beforeSeconds).await();
      progress.show("flood: %,.0f connections/s for %d s".formatted(flood, floodSeconds));
      long overBudget = nodes.refused("budget");
      long asFlood = nodes.refused("flood");
      FolderPairs.Running beside = pairs.start(OTHERS_RATE, floodSeconds + 1);
      Flood.Result<FolderPairs.Seen> result = Flood.run(visitors, floodSeconds, beside::await);
      int heldAfter = established.status().live();
      Flood came = result.flood();
      report.title("flood: %,d offered in %d s".formatted(came.offered(), floodSeconds));
      report.row("begun", "%,d in time = %,.0f/s".formatted(came.begun(), came.begunPerSecond()));
      came.outcomes()
          .forEach((outcome, ended) -> report.row("  " + outcome, "%,d".formatted(ended)));
      report.row(
          "refused by the hub",
          "%,d over its budget, %,d before a handshake"
              .formatted(nodes.refused("budget") - overBudget, nodes.refused("flood") - asFlood));
      report.row(
          "told when to come",
          "%,d, in %s"
              .formatted(
                  came.advised(), LoadReport.percentiles(came.devices().of(Tally.Time.ADVISED))));
      report.time("pushes before", "pushBefore", before.push());
      report.time("pushes beside", "push", result.beside().push());
      report.row(
          "arrivals beside",
          "%,d of %,d"
              .formatted(result.beside().push().getTotalCount(), result.beside().expected()));
      report.row("established devices", "%,d of %,d stayed".formatted(heldAfter, heldBefore));
      report
          .run()
          .count("flood.offered", came.offered())
          .count("flood.begun", came.begun())
          .count("flood.refused", came.refused())
          .count("flood.advised", came.advised())
          .fault("flood.harmed", heldBefore - Math.min(heldBefore, heldAfter));
      if (came.begun() < came.offered()) {
        report.loud(
            "THE GENERATOR COULD NO MORE: it began %,d of %,d connections in time; the hub and it share this machine's CPUs if they share the machine."
                .formatted(came.begun(), came.offered()));
      }
      findings.merge(pairs.judge());
      return heldAfter >= heldBefore;
    }
  }

  private void check() {
    reporting.check();
    swarm.require(
        connections >= 1 && connections <= 1_000_000,
        "--connections must be between 1 and 1000000: " + connections);
    swarm.require(perUser >= 1 && perUser <= 90, "--per-user must be between 1 and 90: " + perUser);
    swarm.require(rate > 0 && rate <= 100_000, "--rate must be above 0, at most 100000: " + rate);
    swarm.require(rounds >= 1 && rounds <= 100, "--rounds must be between 1 and 100: " + rounds);
    swarm.require(
        flood >= 0 && flood <= 1_000_000, "--flood must be between 0 and 1000000: " + flood);
    swarm.require(
        floodSeconds >= 1 && floodSeconds <= 60,
        "--flood-seconds must be between 1 and 60: " + floodSeconds);
    swarm.require(
        floodMost >= 1 && floodMost <= 1_000_000,
        "--flood-most must be between 1 and 1000000: " + floodMost);
    swarm.require(
        others >= 1 && others <= 10_000, "--others must be between 1 and 10000: " + others);
    swarm.require(
        beforeSeconds >= 1 && beforeSeconds <= 3_600,
        "--before must be between 1 and 3600: " + beforeSeconds);
    swarm.mix();
    swarm.hubs(hub);
    swarm.processes(connections);
  }
}
