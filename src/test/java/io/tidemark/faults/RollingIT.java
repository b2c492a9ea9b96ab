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
import org.junit.jupiter.api.Timeout;

/**
 * Three nodes of one cluster that come and go while devices follow and committers commit. In each
 * story the devices end with every change, whole and in order, each acknowledged commit counts
 * once, and all copies of the journal say the same.
 */
@Timeout(600)
class RollingIT {
  private static final int NODES = 3;

  /** How often each node is restarted, and killed; none: all are restarted once, one is killed. */
  private static final int ROUNDS = Integer.getInteger("tidemark.rolling.rounds", 0);

  /** Until the others do without a node that says nothing. */
  private static final Duration GONE = Duration.ofSeconds(45);

  /** Until all know one another again. */
  private static final Duration TOGETHER = Duration.ofSeconds(60);

  /** From a commit to a device that is live, where some node always serves. */
  private static final Duration PUSHED = Duration.ofSeconds(6);

  /** The same where the journal's way to Kafka is taken over, and heads are looked at meanwhile. */
  private static final Duration SWEPT = Duration.ofSeconds(15);

  /** The same on a node that no database can be reached from; heads are looked at afterwards. */
  private static final Duration HEALED = Duration.ofSeconds(30);

  private static FaultWorld world;
  private static Vertx vertx;

  private String row;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    world = FaultWorld.cluster(NODES);
    allTogether();
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

  private static void allTogether() {
    world.nodes().forEach(node -> hasMembers(node, NODES, TOGETHER));
  }

  private static void hasMembers(FaultNode node, int members, Duration limit) {
    Eventually.within(
        limit,
        () -> "members " + node.members() + ": " + node.output(),
        () -> node.members() == members);
  }

  @Test
  void every_node_in_turn_is_told_to_stop_and_started_again() {
    try (FolderLoad load = load()) {
      for (int round = 0; round < Math.max(1, ROUNDS); round++) {
        for (FaultNode node : world.nodes()) {
          node.divertTo(world.other(node));
          node.terminate();
          assertThat(node.awaitEnd()).isIn(0, 143);
          load.seesCommits(30);
          load.allLive();
          node.start();
          node.open();
          allTogether();
          load.seesCommits(30);
        }
      }
      System.out.println("rolling restart: " + load.staleness());
      assertThat(load.takeStaleness()).isLessThan(SWEPT);
      load.endQuiet();
      load.finish();
    }
  }

  @Test
  void nodes_are_killed_and_started_again() {
    try (FolderLoad load = load()) {
      if (ROUNDS == 0) {
        killed(world.relaying(), load);
      }
      for (int round = 0; round < ROUNDS; round++) {
        world.nodes().forEach(node -> killed(node, load));
      }
      System.out.println("killed: " + load.staleness());
      load.endQuiet();
      load.seesCommits(30);
      load.finish();
    }
  }

  private static void killed(FaultNode node, FolderLoad load) {
    node.kill();
    node.leadTo(world.other(node));
    load.seesCommits(30);
    load.allLive();
    hasMembers(world.other(node), NODES - 1, GONE);
    node.start();
    node.open();
    allTogether();
  }

  @Test
  void a_node_is_cut_off_from_all_but_its_devices_and_the_others() {
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
  void the_nodes_are_cut_off_from_one_another() {
    try (FolderLoad load = load()) {
      world.between().blackHole();
      world.nodes().forEach(node -> hasMembers(node, 1, GONE));
      load.churn(0.5);
      load.seesCommits(60);
      load.allLive();
      world.between().pass();
      allTogether();
      load.endQuiet();
      load.seesCommits(30);
      // No push goes by what was cut.
      assertThat(load.takeStaleness()).isLessThan(PUSHED);
      load.finish();
    }
  }

  @Test
  void a_node_that_was_stopped_for_a_while_wakes_with_its_devices_still_there() {
    try (FolderLoad load = load()) {
      FaultNode victim = world.relaying();
      victim.suspend();
      List<FaultNode> others = world.nodes().stream().filter(node -> !node.equals(victim)).toList();
      others.forEach(node -> hasMembers(node, NODES - 1, GONE));
      Eventually.within(
          GONE, () -> "nobody else relays", () -> others.stream().anyMatch(FaultNode::relays));
      others.forEach(node -> load.commitsThrough(node, 30));
      victim.resume();
      load.endQuiet();
      load.seesCommits(60);
      load.allLive();
      allTogether();
      load.finish();
    }
  }
}
