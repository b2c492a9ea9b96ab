package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.SetupOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.cli.WayConverter;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.device.Fleet;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.loadgen.device.Way;
import io.tidemark.loadgen.mix.ScenarioChecks;
import io.tidemark.loadgen.report.ReportOptions;
import io.tidemark.loadgen.report.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tidemark load herd}. */
@Command(
    name = "herd",
    mixinStandardHelpOptions = true,
    description = {
      "Many devices are cut off at once, a few changes are committed, and all come back together.",
      "",
      "Times count from the instant at which all began to come back. Where the hub read what they",
      "missed is taken from its /metrics. At the end every device is held against the journal."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load herd",
      "  ./tidemark load herd --devices 5000 --rounds 1 --behind 20",
      "  ./tidemark load herd --transport sse --spread 2000",
      "  ./tidemark load herd --devices 10000 --members 1000"
    })
final class HerdCommand implements Callable<Integer>, ScenarioChecks {
  private static final int ARRIVALS_PER_SECOND = 1_500;

  @Spec private @Nullable CommandSpec command;
  @Mixin private final HubOptions hub = new HubOptions();
  @Mixin private final SetupOptions setting = new SetupOptions();
  @Mixin private final ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "15000",
      description =
          "How many; fewer where this process may not have as many descriptors; default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--per-user",
      paramLabel = "N",
      defaultValue = "10",
      description = "Devices of each user; default: ${DEFAULT-VALUE}.")
  private int perUser;

  @Option(
      names = "--members",
      paramLabel = "N",
      defaultValue = "10",
      description = "Users in each folder; default: ${DEFAULT-VALUE}.")
  private int members;

  @Option(
      names = "--behind",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Changes in each folder while they are away, 0 to 100; default: ${DEFAULT-VALUE}.")
  private int behind;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often they are cut off; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--spread",
      paramLabel = "MILLIS",
      defaultValue = "0",
      description =
          "They come back within this time, each at random; 0: all at once; default: ${DEFAULT-VALUE}.")
  private int spreadMillis;

  @Option(
      names = "--transport",
      paramLabel = "ws|sse",
      defaultValue = "ws",
      converter = WayConverter.class,
      description = "By WebSocket or server-sent events; default: ${DEFAULT-VALUE}.")
  private Way way = Way.WEB_SOCKET;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "All must be at head within this time; default: ${DEFAULT-VALUE}.")
  private int limitSeconds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "For whatever is random; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    check();
    String run = UUID.randomUUID().toString().substring(0, 8);
    Progress progress = new Progress(System.out);
    int count = Math.min(devices, Descriptors.room());
    if (count < devices) {
      progress.done(
          "%,d devices: this process may have no more descriptors (ulimit -n)".formatted(count));
    }
    try (Interruption interruption = new Interruption();
        Toolbox tools = new Toolbox(hub.url(), hub.token(), 64);
        Toolbox following = new Toolbox(hub.url(), hub.token());
        Sampler sampler = RunSampler.of(hub.url(), tools, progress, 0)) {
      tools.ping();
      sampler.start();
      Herd.Shape shape = new Herd.Shape(count, perUser, members, behind);
      Setup setup = new Setup(tools, run, seed, progress, setting);
      KnownChanges known = KnownChanges.kept();
      Fleet fleet =
          new Fleet(following.vertx(), hub.url(), known, 1, TimeUnit.DAYS.toMicros(1), seed);
      HubProbe probe = new HubProbe(tools);
      Herd herd = new Herd(shape, setup, fleet, known, probe, progress);
      List<Session> users =
          IntStream.range(0, shape.users())
              .mapToObj(i -> following.session("herd-%s-%d".formatted(run, i)))
              .toList();
      HubProbe.Look empty = probe.look();
      herd.settle(users, way, ARRIVALS_PER_SECOND);
      LoadReport report = new LoadReport(System.out, "herd");
      report
          .run()
          .setting("devices", count)
          .setting("devices of a user", perUser)
          .setting("users in a folder", members)
          .setting("changes behind", behind)
          .setting("rounds", rounds)
          .setting("by", way.title());
      progress.done(
          "%,d devices by %s: %,d users with %,d each, %,d folders of %,d users, %,d changes each time"
              .formatted(
                  count, way.title(), shape.users(), perUser, shape.folders(), members, behind));
      report.row("hub before", empty.memory());
      report.row("hub with all", probe.look().memory());
      boolean[] kept = {true};
      boolean whole =
          interruption.completes(() -> {
            for (int round = 1; round <= rounds; round++) {
              kept[0] &= round(herd, probe, report, round, count);
            }
          });
      if (!whole) {
        // Some are on their way back: nobody can be held against the journal.
        report.partial();
        RunSampler.into(sampler, report.run());
        return reporting.finish(report.run(), kept[0], System.out);
      }
      report.row("generator", Herd.ownMemory());
      List<Device> gone = herd.audited();
      long violations = Violations.print(report, gone);
      RunSampler.into(sampler, report.run());
      return reporting.finish(report.run(), kept[0] && violations == 0, System.out);
    }
  }

  private boolean round(Herd herd, HubProbe probe, LoadReport report, int round, int count) {
    herd.cutOff();
    HubProbe.Look before = probe.look();
    boolean all = herd.comeBack(spreadMillis, Duration.ofSeconds(limitSeconds));
    HubProbe.Look after = probe.look();
    HerdWatch watch = herd.watch();
    report.title("round " + round);
    // Copied: the next round begins anew. The last one's names have no number, for comparisons.
    String suffix = round == rounds ? "" : ".round" + round;
    report
        .run()
        .time("connected" + suffix, watch.toConnected.copy())
        .time("welcomed" + suffix, watch.toWelcome.copy())
        .time("atHead" + suffix, watch.toHead.copy());
    report.row("connected", LoadReport.percentiles(watch.toConnected));
    report.row("welcomed", LoadReport.percentiles(watch.toWelcome));
    report.row("at head", LoadReport.percentiles(watch.toHead));
    report.row("read by hub", after.pagesSince(before));
    report.row("hub after", after.memory());
    if (watch.trouble() > 0) {
      report.row("tried again", "%,d times".formatted(watch.trouble()));
    }
    if (!all) {
      report.loud(
          "NOT ALL CAME BACK: %,d of %,d are at head after %d s"
              .formatted(watch.atHead(), count, limitSeconds));
    }
    return all;
  }

  @Override
  public void check() {
    reporting.check();
    require(devices >= 1, "--devices must be at least 1: " + devices);
    require(perUser >= 1 && perUser <= 90, "--per-user must be between 1 and 90: " + perUser);
    require(members >= 1 && members <= 10_000, "--members must be between 1 and 10000: " + members);
    require(behind >= 0 && behind <= 100, "--behind must be between 0 and 100: " + behind);
    require(rounds >= 1, "--rounds must be at least 1: " + rounds);
    require(spreadMillis >= 0, "--spread must not be negative: " + spreadMillis);
    require(limitSeconds >= 1, "--limit must be at least 1: " + limitSeconds);
    require(way != Way.LONG_POLL, "a herd comes by ws or sse: longpoll");
    require("http".equals(hub.url().getScheme()), "load speaks plain http only: " + hub.url());
  }

  private void require(boolean met, String otherwise) {
    CommandSpec spec = command;
    if (!met && spec != null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
