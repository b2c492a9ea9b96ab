package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.peer.Peer;
import io.tidemark.loadgen.swarm.SwarmGroup;
import io.tidemark.loadgen.swarm.SwarmPlan;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lets devices come to each server that a fan-out run compares; ends servers and devices. */
final class FanoutTargets implements AutoCloseable {
  private static final int ARRIVALS_PER_SECOND = 2_000;
  private static final int ACK_MILLIS = 30_000;

  /** How many come to each server by each way, and how many of them are one user's. */
  record Crowded(int devices, int perUser) {
    int users() {
      return (devices + perUser - 1) / perUser;
    }
  }

  private final HubOptions hub;
  private final SwarmOptions swarm;
  private final Toolbox tools;
  private final Crowded crowded;
  private final Progress progress;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<FanoutTarget> targets = new ArrayList<>();

  FanoutTargets(
      HubOptions hub, SwarmOptions swarm, Toolbox tools, Crowded crowded, Progress progress) {
    this.hub = hub;
    this.swarm = swarm;
    this.tools = tools;
    this.crowded = crowded;
    this.progress = progress;
  }

  List<FanoutTarget> targets() {
    return targets;
  }

  /** By each way that is asked for and that it knows; ended with this. */
  void add(Peer peer, String key) {
    opened.add(peer);
    for (SwarmPlan.Mix mix : swarm.mixes()) {
      Optional<Peer.Channel> channel = channel(peer, mix);
      if (channel.isEmpty()) {
        progress.done("%s is left out by %s: it knows no such way".formatted(peer.title(), mix));
        continue;
      }
      URI publish = channel.get().publish();
      SwarmPlan plan = plan(List.of(channel.get().subscribe()), "none-", true, mix, Map.of());
      SwarmGroup group = group(plan);
      targets.add(
          new FanoutTarget(
              named(peer.title(), mix),
              key(key, mix),
              mix,
              false,
              publish,
              peer.pids(),
              group,
              FanoutTarget.arrive(group, peer.pids(), progress),
              new BroadcastWorkload(publish),
              tools::vertx,
              1));
    }
  }

  private static Optional<Peer.Channel> channel(Peer peer, SwarmPlan.Mix mix) {
    String name = mix.name().toLowerCase(Locale.ROOT);
    return switch (mix) {
      case WS -> peer.channel(Peer.Way.WS, name);
      case SSE -> peer.channel(Peer.Way.SSE, name);
      case MIX ->
          // Half of its devices by each: only where both are told by one address.
          peer.channel(Peer.Way.WS, name)
              .filter(both -> peer.channel(Peer.Way.SSE, name).equals(Optional.of(both)));
    };
  }

  /** By each way, a folder of its own. */
  void addHub() {
    List<URI> hubs = swarm.hubs(hub);
    List<Long> pids = swarm.pids(hubs);
    swarm.require(
        !pids.isEmpty(), "no process listens at " + hubs + " on this machine: give its --pid");
    for (SwarmPlan.Mix mix : swarm.mixes()) {
      String run = UUID.randomUUID().toString().substring(0, 8);
      Setup setup = new Setup(tools, run, swarm.seed(), progress, swarm.setting());
      List<TargetFolder> folders = setup.folders(1, 1, 50);
      String prefix = "fan-" + run + "-";
      UUID ns = folders.getFirst().ns();
      Crowd.join(setup.users().getFirst(), ns, prefix, 0, crowded.users());
      SwarmGroup group = group(plan(hubs, prefix, false, mix, Map.of(ns, 50L)));
      FanoutTarget.Arrival arrival = FanoutTarget.arrive(group, pids, progress);
      CommitWorkload commits =
          new CommitWorkload(
              hub.url(), run, 1, folders, setup.blocks(), swarm.seed(), CommitWorkload.NOBODY);
      targets.add(
          new FanoutTarget(
              named("hub", mix),
              key("hub", mix),
              mix,
              true,
              hub.url(),
              pids,
              group,
              arrival,
              commits,
              tools::vertx,
              8));
    }
  }

  private SwarmGroup group(SwarmPlan plan) {
    SwarmGroup group = SwarmGroup.of(plan, swarm.processes(crowded.devices()));
    opened.add(group);
    return group;
  }

  private String named(String title, SwarmPlan.Mix mix) {
    return swarm.mixes().size() == 1 ? title : title + " " + mix.name().toLowerCase(Locale.ROOT);
  }

  /** As figures are named: {@code nchan}, or {@code nchanSse} where there are several ways. */
  private String key(String name, SwarmPlan.Mix mix) {
    String plain = name.equals("ws-json") ? "wsJson" : name;
    return swarm.mixes().size() == 1
        ? plain
        : plain + mix.name().charAt(0) + mix.name().substring(1).toLowerCase(Locale.ROOT);
  }

  private SwarmPlan plan(
      List<URI> urls, String prefix, boolean raw, SwarmPlan.Mix mix, Map<UUID, Long> start) {
    @Nullable String token = hub.token();
    return new SwarmPlan(
        urls,
        0,
        crowded.devices(),
        prefix,
        crowded.perUser(),
        "d",
        mix,
        raw,
        token,
        ARRIVALS_PER_SECOND,
        ACK_MILLIS,
        swarm.sources(crowded.devices(), urls),
        swarm.seed(),
        start,
        false);
  }

  @Override
  public void close() {
    for (AutoCloseable one : opened.reversed()) {
      try {
        one.close();
      } catch (Exception e) {
        System.err.println("could not be ended: " + e.getMessage());
      }
    }
  }
}
