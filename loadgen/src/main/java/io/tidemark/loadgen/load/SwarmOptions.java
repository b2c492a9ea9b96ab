package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.SetupOptions;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.SwarmPlan;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all scenarios with many devices can be told. */
final class SwarmOptions {
  private static final int PORTS_EACH = 25_000;
  private static final int ACK_MILLIS = 30_000;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Mixin private SetupOptions setting = new SetupOptions();

  @Option(
      names = "--hub",
      paramLabel = "URL",
      split = ",",
      description = "Several nodes of a cluster, which devices go to in turn; default: --url.")
  private List<String> hubs = new ArrayList<>();

  @Option(
      names = "--pid",
      paramLabel = "PID",
      split = ",",
      description = "The hubs' processes; default: who listens on their ports on this machine.")
  private List<Long> pids = new ArrayList<>();

  @Option(
      names = "--processes",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Generator processes; default: one for as many devices as a process may have descriptors.")
  private int processes;

  @Option(
      names = "--in-process",
      description =
          "Devices live in this process: quicker to start, but the run's own work delays them.")
  private boolean inProcess;

  @Option(
      names = "--sources",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Addresses 127.0.0.1 to 127.0.0.N to come from; default: as many as the ports ask for.")
  private int sources;

  @Option(
      names = "--way",
      paramLabel = "ws|sse|mix",
      defaultValue = "ws",
      description = "By WebSocket, server-sent events, or half of each; default: ${DEFAULT-VALUE}.")
  private String way = "ws";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "For whatever is random; default: ${DEFAULT-VALUE}.")
  private long seed;

  List<URI> hubs(HubOptions hub) {
    if (hubs.isEmpty()) {
      require("http".equals(hub.url().getScheme()), "load speaks plain http only: " + hub.url());
      return List.of(hub.url());
    }
    return hubs.stream().map(this::hub).toList();
  }

  private URI hub(String text) {
    try {
      URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if ("http".equals(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException _) {
      // Said below, with what was expected.
    }
    throw refused("--hub '" + text + "' is no address of a hub: expected http://HOST:PORT,…");
  }

  /** The hubs' processes; fewer than hubs where some are elsewhere. */
  List<Long> pids(List<URI> urls) {
    if (!pids.isEmpty()) {
      return List.copyOf(pids);
    }
    return urls.stream()
        .map(HubProcess::listeningAt)
        .filter(OptionalLong::isPresent)
        .map(OptionalLong::getAsLong)
        .toList();
  }

  /** How many processes it takes to have so many devices. */
  int processes(int devices) {
    int room = Descriptors.room();
    int needed = (devices + room - 1) / room;
    require(
        processes == 0 || processes >= needed,
        "--processes %d: %,d devices need at least %d, for a process may have %,d descriptors beside its own (ulimit -n sets it)"
            .formatted(processes, devices, needed, room));
    require(processes <= 64, "--processes must be at most 64: " + processes);
    return processes == 0 ? needed : processes;
  }

  /**
   * Devices of members or owners, two namespaces each at most; everything else is as the options
   * say.
   *
   * @param userPrefix of their users, who are numbered from 0 on
   * @param start where they say that they stand when they come for the first time
   */
  SwarmPlan plan(
      HubOptions hub,
      int devices,
      String userPrefix,
      int perUser,
      double perSecond,
      Map<UUID, Long> start) {
    List<URI> urls = hubs(hub);
    return new SwarmPlan(
        urls,
        0,
        devices,
        userPrefix,
        perUser,
        "d",
        mix(),
        false,
        hub.token(),
        perSecond,
        ACK_MILLIS,
        sources(devices, urls),
        seed,
        start,
        false);
  }

  /** In as many processes as it takes, beside this one. */
  SwarmGroup group(SwarmPlan plan) {
    int needed = processes(plan.count());
    return inProcess && needed == 1 ? SwarmGroup.local(plan) : SwarmGroup.of(plan, needed);
  }

  /** Devices that come and go need no descriptor each at the same time: one process will do. */
  SwarmGroup visitors(SwarmPlan plan) {
    return inProcess ? SwarmGroup.local(plan) : SwarmGroup.of(plan, 1);
  }

  /** How many source addresses it takes to have so many devices at one hub. */
  int sources(int devices, List<URI> urls) {
    boolean local = urls.stream().allMatch(url -> url.getHost().startsWith("127."));
    int needed = (devices / urls.size() + PORTS_EACH - 1) / PORTS_EACH;
    if (!local) {
      require(
          needed <= 1 && sources == 0,
          "%,d devices at a hub that is not on 127.x need more ports than one address has; and --sources is for 127.x"
              .formatted(devices));
      return 1;
    }
    require(sources >= 0 && sources <= 250, "--sources must be between 1 and 250: " + sources);
    return sources == 0 ? Math.max(1, needed) : sources;
  }

  SwarmPlan.Mix mix() {
    return mix(way);
  }

  /** What is to become of what a scenario made. */
  SetupOptions setting() {
    return setting;
  }

  /** One after the other, where a scenario can do that. */
  List<SwarmPlan.Mix> mixes() {
    return Arrays.stream(way.split(",", -1)).map(this::mix).distinct().toList();
  }

  private SwarmPlan.Mix mix(String named) {
    return switch (named) {
      case "ws" -> SwarmPlan.Mix.WS;
      case "sse" -> SwarmPlan.Mix.SSE;
      case "mix" -> SwarmPlan.Mix.MIX;
      default -> throw refused("--way '" + named + "': expected ws, sse or mix");
    };
  }

  long seed() {
    return seed;
  }

  /**
   * @throws ParameterException with this text if it is not met
   */
  void require(boolean met, String otherwise) {
    if (!met) {
      throw refused(otherwise);
    }
  }

  private RuntimeException refused(String why) {
    CommandSpec spec = command;
    return spec == null
        ? new IllegalStateException(why)
        : new ParameterException(spec.commandLine(), why);
  }
}
