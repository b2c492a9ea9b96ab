package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.device.Way;
import io.tidemark.verify.Verification;
import io.tidemark.verify.VerificationReport;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Three nodes that come and go while devices follow and committers commit. In each story the
 * devices end with every change, whole and in order, each acknowledged commit counts once, and all
 * copies of the journal say the same.
 */
class RollingIT {
  private static final Duration GONE = Duration.ofSeconds(45);
  private static final Duration READY = Duration.ofSeconds(60);

  /** From a commit to a device that is live, where some node always serves. */
  private static final Duration PUSHED = Duration.ofSeconds(6);

  /** The same on a node that no database can be reached from; heads are looked at afterwards. */
  private static final Duration HEALED = Duration.ofSeconds(30);

  private static FaultWorld world;
  private static Vertx vertx;

  private String row;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    world = FaultWorld.start(Clusters.of(3));
  }

  @AfterAll
  static void stop() throws Exception {
    world.close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @BeforeEach
  void everything_runs(TestInfo test) {
    world.heal();
    row = test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void all_copies_say_the_same() {
    world.heal();
    assertThat(Verification.run(world.servers(), null)).matches(VerificationReport::isClean);
  }

  private FolderLoad load() {
    return new FolderLoad(world, vertx, row, List.of(Way.values()));
  }

  private static void allMembers(int nodes) {
    for (FaultNode node : world.nodes()) {
      if (node.runs()) {
        Eventually.within(
            READY,
            () -> "members " + node.members() + ": " + node.output(),
            () -> node.members() == nodes);
      }
    }
  }

  @Test
  void every_node_in_turn_is_told_to_stop_and_started_again() {
    allMembers(3);
    try (FolderLoad load = load()) {
      for (FaultNode node : world.nodes()) {
        node.sendTo(world.other(node));
        node.terminate();
        Eventually.within(GONE, () -> "stops: " + node.output(), () -> !node.runs());
        load.seesCommits(20);
        world.heal();
        load.seesCommits(20);
      }
      Duration stale = load.takeStaleness();
      System.out.println("rolling restart: worst staleness " + stale.toMillis() + " ms");
      assertThat(stale).isLessThan(PUSHED);
      assertThat(load.unanswered()).as("commits without an answer").isZero();
      load.endQuiet();
      load.finish();
    }
    allMembers(3);
  }

  @Test
  void every_node_in_turn_is_killed_and_started_again() {
    try (FolderLoad load = load()) {
      for (FaultNode node : world.nodes()) {
        node.kill();
        node.leadTo(world.other(node));
        load.seesCommits(20);
        world.heal();
      }
      load.endQuiet();
      load.seesCommits(20);
      load.finish();
    }
    allMembers(3);
  }

  @Test
  void a_node_is_cut_off_from_all_but_its_devices() {
    try (FolderLoad load = load()) {
      FaultNode victim = world.other(world.relaying());
      victim.toPostgres().blackHole();
      victim.toRedis().blackHole();
      load.commitsThrough(world.other(victim), 200);
      load.endQuiet();
      load.churn(0.3);
      victim.toPostgres().pass();
      victim.toRedis().pass();
      load.seesCommits(50);
      assertThat(load.takeStaleness()).isLessThan(HEALED);
      load.finish();
    }
  }

  @Test
  void a_node_that_was_stopped_for_a_while_wakes_with_its_devices_still_there() {
    try (FolderLoad load = load()) {
      FaultNode victim = world.relaying();
      victim.suspend();
      Eventually.within(GONE, () -> "nobody else relays", () -> anyRelays(victim));
      victim.resume();
      load.endQuiet();
      load.seesCommits(50);
      load.allLive();
      load.finish();
    }
    allMembers(3);
  }

  private static boolean anyRelays(FaultNode but) {
    return world.nodes().stream().filter(node -> !node.equals(but)).anyMatch(FaultNode::relays);
  }
}
