package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.peer.PeerServer;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.RunReport;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.SwarmPlan;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./tidemark load fanout}. */
@Command(
    name = "fanout",
    mixinStandardHelpOptions = true,
    description = {
      "Broadcasts to all devices of one folder: deliveries for each second of the server's CPU, and",
      "latency from the intended instant, beside a bare epoll loop in C and plain Vert.x that send a",
      "delta of the same fields to as many sockets of the same client. Rounds alternate, so that",
      "whatever else the machine does hits all of them.",
      "",
      "The rate is to be below what folder windows let through, else the hub coalesces, which the",
      "others cannot. A hub's whole process includes the commits; its event loops do not."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load fanout",
      "  ./tidemark load fanout --devices 15000 --rounds 5 --seconds 20",
      "  ./tidemark load fanout --against epoll --threads 2",
      "  ./tidemark load fanout --without-hub --rate 5"
    })
final class FanoutCommand implements Callable<Integer> {
  private static final int ARRIVALS_PER_SECOND = 2_000;
  private static final int ACK_MILLIS = 30_000;
  private static final int IDLE_MILLIS = 3_000;
  private static final long LAG_MICROS = 50_000;

  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SwarmOptions swarm = new SwarmOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "10000",
      description = "At each server; default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--per-user",
      paramLabel = "N",
      defaultValue = "10",
      description = "Devices of each member; default: ${DEFAULT-VALUE}.")
  private int perUser;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "1",
      description = "Broadcasts a second; default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Of each round; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "At each server, after one to warm up; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--against",
      paramLabel = "epoll|vertx",
      split = ",",
      defaultValue = "epoll,vertx",
      description = "What to compare with; default: ${DEFAULT-VALUE}.")
  private List<String> against = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Threads of the bare loop, event loops of plain Vert.x; default: as many as CPUs.")
  private int threads;

  @Option(
      names = "--without-hub",
      description = "Only the others: what the generator itself can do.")
  private boolean withoutHub;

  @Override
  public Integer call() {
    check();
    Progress progress = new Progress(System.out);
    int loops = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    List<AutoCloseable> opened = new ArrayList<>();
    try (Interruption interruption = new Interruption();
        Toolbox tools = new Toolbox(hub.url(), hub.token(), 64)) {
      if (!withoutHub) {
        tools.ping();
      }
      List<FanoutTarget> targets = new ArrayList<>();
      for (String peer : against) {
        PeerServer server =
            peer.equals("epoll") ? PeerServer.epoll(source(), loops) : PeerServer.vertx(loops);
        opened.add(server);
        targets.add(peer(peer, server, tools, progress));
      }
      if (!withoutHub) {
        targets.add(hub(tools, progress));
      }
      opened.addAll(targets);
      targets.forEach(target -> target.idle(IDLE_MILLIS));
      boolean whole =
          interruption.completes(() -> {
            for (int round = 0; round <= rounds; round++) {
              for (FanoutTarget target : targets) {
                progress.show("round %d of %d: %s".formatted(round, rounds, target.name()));
                target.round(rate, seconds, round > 0);
              }
            }
          });
      progress.done(
          "%,d devices at each server, %.1f broadcasts/s, %d rounds of %d s each; %d threads or event loops"
              .formatted(devices, rate, rounds, seconds, loops));
      return report(targets, whole);
    } finally {
      close(opened);
    }
  }

  private FanoutTarget peer(String name, PeerServer server, Toolbox tools, Progress progress) {
    SwarmPlan plan = plan(List.of(server.url()), "none-", true, Map.of());
    SwarmGroup group = SwarmGroup.of(plan, swarm.processes(devices));
    long heapBytes = group.heapBytes();
    Crowd.arrive(group, progress);
    return new FanoutTarget(
        name.equals("epoll") ? "bare epoll" : "plain Vert.x",
        server.url(),
        List.of(server.pid()),
        group,
        heapBytes,
        new BroadcastWorkload(server.url()),
        tools::vertx,
        1);
  }

  private FanoutTarget hub(Toolbox tools, Progress progress) {
    List<URI> hubs = swarm.hubs(hub);
    List<Long> pids = swarm.pids(hubs);
    swarm.require(
        !pids.isEmpty(), "no process listens at " + hubs + " on this machine: give its --pid");
    String run = UUID.randomUUID().toString().substring(0, 8);
    Setup setup = new Setup(tools, run, swarm.seed(), progress);
    List<TargetFolder> folders = setup.folders(1, 1, 50);
    String prefix = "fan-" + run + "-";
    Crowd.join(setup.users().getFirst(), folders.getFirst().ns(), prefix, 0, users());
    SwarmPlan plan = plan(hubs, prefix, false, Map.of(folders.getFirst().ns(), 50L));
    SwarmGroup group = SwarmGroup.of(plan, swarm.processes(devices));
    long heapBytes = group.heapBytes();
    Crowd.arrive(group, progress);
    CommitWorkload commits =
        new CommitWorkload(
            hub.url(), run, 1, folders, setup.blocks(), swarm.seed(), CommitWorkload.NOBODY);
    return new FanoutTarget("hub", hub.url(), pids, group, heapBytes, commits, tools::vertx, 8);
  }

  private int users() {
    return (devices + perUser - 1) / perUser;
  }

  private SwarmPlan plan(List<URI> urls, String prefix, boolean raw, Map<UUID, Long> start) {
    return new SwarmPlan(
        urls,
        0,
        devices,
        prefix,
        perUser,
        "d",
        raw ? SwarmPlan.Mix.WS : swarm.mix(),
        raw,
        hub.token(),
        ARRIVALS_PER_SECOND,
        ACK_MILLIS,
        swarm.sources(devices, urls),
        swarm.seed(),
        start,
        false);
  }

  private int report(List<FanoutTarget> targets, boolean whole) {
    ScenarioReport report = new ScenarioReport(System.out, "fanout");
    if (!whole) {
      report.partial();
    }
    RunReport run = report.run();
    run.setting("devices", devices)
        .setting("broadcasts a second", rate)
        .setting("seconds", seconds)
        .setting("rounds", rounds);
    report.line("");
    report.line(
        "  %-13s %11s %12s %12s %12s %8s %9s %9s %9s %11s"
            .formatted(
                "server",
                "deliveries",
                "/CPU-s",
                "above idle",
                "/loop-CPU-s",
                "idle",
                "p50",
                "p99",
                "p99.9",
                "first→last"));
    boolean clean = true;
    for (FanoutTarget target : targets) {
      report.line(
          "  %-13s %,11d %,12.0f %,12.0f %,12.0f %7.1f%% %9s %9s %9s %11s"
              .formatted(
                  target.name(),
                  target.deliveries(),
                  target.perCpuSecond(),
                  target.perCpuSecondAboveIdle(),
                  target.perLoopSecond(),
                  100 * target.idleCpus(),
                  Sizes.millis(target.latency().getValueAtPercentile(50)),
                  Sizes.millis(target.latency().getValueAtPercentile(99)),
                  Sizes.millis(target.latency().getValueAtPercentile(99.9)),
                  Sizes.millis(target.firstToLast().getValueAtPercentile(50))));
      String key = key(target);
      run.figure(key + ".perCpuSecond", target.perCpuSecond(), Unit.PER_SECOND, Better.HIGHER)
          .figure(
              key + ".perCpuSecondAboveIdle",
              target.perCpuSecondAboveIdle(),
              Unit.PER_SECOND,
              Better.HIGHER)
          .figure(key + ".perLoopCpuSecond", target.perLoopSecond(), Unit.PER_SECOND, Better.HIGHER)
          .time(key + ".latency", target.latency())
          .time(key + ".firstToLast", target.firstToLast());
    }
    FanoutTarget last = targets.getLast();
    targets.stream()
        .filter(target -> target != last && target.deliveries() > 0 && last.deliveries() > 0)
        .forEach(other -> ratio(report, last, other));
    report.line("");
    for (FanoutTarget target : targets) {
      SwarmGroup.Report own = target.devices().report();
      report.row(
          target.name(),
          "offered %,d, sent %,d in time; each device received %.1f deltas with %.1f changes"
              .formatted(
                  target.offered(),
                  target.broadcasts(),
                  target.deliveries() / (double) devices,
                  target.changes() / (double) devices));
      clean &= report.findings(own.findings());
    }
    generator(report, targets);
    return reporting.finish(run, clean, System.out);
  }

  private static void ratio(ScenarioReport report, FanoutTarget one, FanoutTarget other) {
    double p99 =
        one.latency().getValueAtPercentile(99)
            / (double) Math.max(1, other.latency().getValueAtPercentile(99));
    report.row(
        one.name() + " / " + other.name(),
        "%.2f of its deliveries per CPU-second (%.2f above idle, event loops alone %.2f); p99 %.2f times"
            .formatted(
                one.perCpuSecond() / other.perCpuSecond(),
                one.perCpuSecondAboveIdle() / other.perCpuSecondAboveIdle(),
                one.perLoopSecond() / other.perLoopSecond(),
                p99));
    String key =
        key(one)
            + "To"
            + key(other).substring(0, 1).toUpperCase(Locale.ROOT)
            + key(other).substring(1);
    report
        .run()
        .figure(
            key + ".perCpuSecond",
            one.perCpuSecond() / other.perCpuSecond(),
            Unit.SHARE,
            Better.HIGHER)
        .figure(
            key + ".perCpuSecondAboveIdle",
            one.perCpuSecondAboveIdle() / other.perCpuSecondAboveIdle(),
            Unit.SHARE,
            Better.HIGHER)
        .figure(
            key + ".perLoopCpuSecond",
            one.perLoopSecond() / other.perLoopSecond(),
            Unit.SHARE,
            Better.HIGHER)
        .figure(key + ".p99", p99, Unit.SHARE, Better.LOWER);
  }

  private static String key(FanoutTarget target) {
    return switch (target.name()) {
      case "bare epoll" -> "epoll";
      case "plain Vert.x" -> "vertx";
      default -> "hub";
    };
  }

  private void generator(ScenarioReport report, List<FanoutTarget> targets) {
    for (FanoutTarget target : targets) {
      double times = target.generatorPerCpuSecond() / target.perCpuSecond();
      report.row(
          "generator for " + target.name(),
          "%,.0f received per CPU-second = %.1f times what the server sends; late by p99 %s, max %s; heap %,.0f bytes a device"
              .formatted(
                  target.generatorPerCpuSecond(),
                  times,
                  Sizes.millis(target.lag().getValueAtPercentile(99)),
                  Sizes.millis(target.lag().getMaxValue()),
                  target.heapBytesEach()));
      if (target.lag().getValueAtPercentile(99) > LAG_MICROS) {
        report.loud(
            "THE GENERATOR WAS LATE by %s for %s: its reading is in these latencies, for all servers alike."
                .formatted(Sizes.millis(target.lag().getValueAtPercentile(99)), target.name()));
      }
    }
  }

  private static Path source() {
    return Path.of(System.getProperty("tidemark.home", "."), "loadgen/src/bench/epoll_broadcast.c");
  }

  private static void close(List<AutoCloseable> opened) {
    for (AutoCloseable one : opened.reversed()) {
      try {
        one.close();
      } catch (Exception e) {
        System.err.println("could not be ended: " + e.getMessage());
      }
    }
  }

  private void check() {
    reporting.check();
    swarm.mix();
    swarm.hubs(hub);
    swarm.require(
        devices >= 1 && devices <= 1_000_000,
        "--devices must be between 1 and 1000000: " + devices);
    swarm.require(perUser >= 1 && perUser <= 90, "--per-user must be between 1 and 90: " + perUser);
    swarm.require(rate > 0 && rate <= 10_000, "--rate must be above 0, at most 10000: " + rate);
    swarm.require(seconds >= 1, "--seconds must be at least 1: " + seconds);
    swarm.require(rounds >= 1 && rounds <= 100, "--rounds must be between 1 and 100: " + rounds);
    swarm.require(threads >= 0 && threads <= 64, "--threads must be between 1 and 64: " + threads);
    swarm.require(
        List.of("epoll", "vertx").containsAll(against),
        "--against knows epoll and vertx: " + against);
    swarm.processes(devices);
  }
}
