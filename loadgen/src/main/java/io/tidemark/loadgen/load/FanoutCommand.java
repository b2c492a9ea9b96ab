package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.load.FanoutTargets.Crowded;
import io.tidemark.loadgen.peer.Peers;
import io.tidemark.loadgen.peer.Running;
import io.tidemark.loadgen.report.ReportOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./tidemark load fanout}. */
@Command(
    name = "fanout",
    mixinStandardHelpOptions = true,
    description = {
      "Broadcasts to all devices of one folder: deliveries for each second of the server's CPU,",
      "latency from the intended instant, memory for each connection; beside other servers that send",
      "a delta of the same fields to as many sockets of the same client. Rounds alternate, so that",
      "whatever else the machine does hits all of them.",
      "",
      "epoll is a bare loop in C, vertx is plain Vert.x, nchan is nginx with Nchan; all are started",
      "here. ws-json and sse are any server of yours that sends on what is POSTed to it.",
      "",
      "The rate is to be below what folder windows let through, else the hub coalesces, which the",
      "others cannot. A hub's whole process includes the commits; its event loops do not."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load fanout",
      "  ./tidemark load fanout --devices 15000 --rounds 5 --seconds 20",
      "  ./tidemark load fanout --against nchan --way ws,sse --devices 3000",
      "  ./tidemark load fanout --without-hub --rate 5 --against epoll --threads 2",
      "  ./tidemark load fanout --against ws-json --peer-subscribe http://127.0.0.1:9000/ws \\",
      "      --peer-publish http://127.0.0.1:9000/publish"
    })
final class FanoutCommand implements Callable<Integer> {
  private static final int IDLE_MILLIS = 3_000;

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
      paramLabel = "NAME",
      split = ",",
      defaultValue = "epoll,vertx",
      description =
          "What to compare with: epoll, vertx, nchan, ws-json, sse, or none; default: ${DEFAULT-VALUE}.")
  private List<String> against = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Threads, event loops or workers of what is compared with; default: as many as CPUs.")
  private int threads;

  @Option(
      names = "--peer-subscribe",
      paramLabel = "URL",
      description = "What devices GET at a server of yours (ws-json, sse).")
  private @Nullable URI peerSubscribe;

  @Option(
      names = "--peer-publish",
      paramLabel = "URL",
      description = "Where it takes what it is to send on, by POST.")
  private @Nullable URI peerPublish;

  @Option(
      names = "--without-hub",
      description = "Only the others: what the generator itself can do.")
  private boolean withoutHub;

  @Override
  public Integer call() {
    check();
    Progress progress = new Progress(System.out);
    int loops = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    try (Interruption interruption = new Interruption();
        Toolbox tools = new Toolbox(hub.url(), hub.token(), 64);
        FanoutTargets all =
            new FanoutTargets(hub, swarm, tools, new Crowded(devices, perUser), progress)) {
      if (!withoutHub) {
        tools.ping();
      }
      Peers.Start start = new Peers.Start(loops, connections(), source(), running());
      for (String name : peers()) {
        all.add(Peers.start(name, start), name);
      }
      if (!withoutHub) {
        all.addHub();
      }
      List<FanoutTarget> targets = all.targets();
      swarm.require(!targets.isEmpty(), "none of " + against + " can be told by " + swarm.mixes());
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
      ScenarioReport report = new ScenarioReport(System.out, "fanout");
      if (!whole) {
        report.partial();
      }
      report
          .run()
          .setting("devices", devices)
          .setting("broadcasts a second", rate)
          .setting("seconds", seconds)
          .setting("rounds", rounds)
          .setting("by", swarm.mixes());
      boolean clean = new FanoutReport(report, targets, devices).print();
      return reporting.finish(report.run(), clean, System.out);
    }
  }

  /** At each server. */
  private int connections() {
    return devices * swarm.mixes().size();
  }

  private Running running() {
    URI subscribe = peerSubscribe;
    URI publish = peerPublish;
    boolean wanted = against.contains("ws-json") || against.contains("sse");
    if (!wanted || subscribe == null || publish == null) {
      swarm.require(!wanted, "ws-json and sse want --peer-subscribe URL and --peer-publish URL");
      return new Running(hub.url(), hub.url(), List.of());
    }
    List<Long> pids = HubProcess.listeningAt(publish).stream().boxed().toList();
    swarm.require(!pids.isEmpty(), "no process of this machine listens at " + publish);
    return new Running(subscribe, publish, pids);
  }

  private static Path source() {
    return Path.of(System.getProperty("tidemark.home", "."), "loadgen/src/bench/epoll_broadcast.c");
  }

  private List<String> peers() {
    return against.equals(List.of("none")) ? List.of() : against;
  }

  private void check() {
    reporting.check();
    swarm.mixes();
    running();
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
        Peers.NAMES.containsAll(peers()), "--against knows %s: %s".formatted(Peers.NAMES, against));
    swarm.processes(devices);
  }
}
