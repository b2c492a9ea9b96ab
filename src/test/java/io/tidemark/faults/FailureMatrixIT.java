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
 * The design's table of failures, row by row. In each the devices end with every change, whole and
 * in order, each acknowledged commit counts once, and all copies of the journal say the same; what
 * else must hold stands in the row.
 */
class FailureMatrixIT {
  /** From a commit to a device that is live, where what failed is on no push's way. */
  private static final Duration PUSHED = Duration.ofSeconds(6);

  /** The same where heads are looked at every two seconds because nothing is pushed. */
  private static final Duration SWEPT = Duration.ofSeconds(15);

  /** For a commit's answer, whatever it says. */
  private static final Duration ANSWERED = Duration.ofSeconds(12);

  /** From a relay's silence to another node's that has taken over. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(20);

  private static FaultWorld world;
  private static Vertx vertx;

  private String row;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    world = FaultWorld.start();
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

  /** Devices that need no database to come back: a long-poll begins with a pull. */
  private FolderLoad streams() {
    return new FolderLoad(world, vertx, row, List.of(Way.WEB_SOCKET, Way.EVENT_STREAM));
  }

  // Redis away: catch-up comes from elsewhere, watermarks wait.

  @Test
  void redis_killed() {
    try (FolderLoad load = load()) {
      world.redis().kill();
      goes_on_without_redis(load);
      world.redis().start();
      load.seesCommits(50);
      load.finish();
    }
  }

  @Test
  void redis_hangs() {
    try (FolderLoad load = load()) {
      world.redis().suspend();
      goes_on_without_redis(load);
      world.redis().resume();
      load.seesCommits(50);
      load.finish();
    }
  }

  @Test
  void redis_cut_off() {
    try (FolderLoad load = load()) {
      world.toRedis().blackHole();
      goes_on_without_redis(load);
      world.toRedis().cut();
      load.commits(20);
      world.toRedis().pass();
      load.seesCommits(50);
      load.finish();
    }
  }

  @Test
  void redis_restarted() {
    try (FolderLoad load = load()) {
      world.redis().restart();
      load.endQuiet();
      load.churn(0.5);
      load.seesCommits(50);
      assertThat(load.takeStaleness()).isLessThan(PUSHED);
      load.finish();
    }
  }

  private static void goes_on_without_redis(FolderLoad load) {
    load.commits(100);
    load.churn(0.5);
    load.allLive();
    load.endQuiet();
    load.seesQuiet();
    assertThat(load.takeStaleness()).isLessThan(PUSHED);
    assertThat(load.takeSlowestAnswer()).isLessThan(ANSWERED);
  }

  @Test
  void redis_flushed() {
    try (FolderLoad load = load()) {
      load.endQuiet();
      load.seesQuiet();
      for (Way way : Way.values()) {
        load.isRememberedAtHead(way);
      }
      world.flushRedis();
      load.churn(0.5);
      load.seesCommits(100);
      // The others tell by a call of its own, and again with the next change.
      load.isRememberedAtHead(Way.WEB_SOCKET);
      load.allLive();
      assertThat(load.takeStaleness()).isLessThan(PUSHED);
      load.finish();
    }
  }

  // Kafka away: commits go on, devices learn of them from a look at the heads.

  @Test
  void kafka_killed() {
    try (FolderLoad load = load()) {
      world.kafka().kill();
      goes_on_without_kafka(load);
      world.kafka().start();
      load.seesCommits(50);
      load.finish();
    }
  }

  @Test
  void kafka_hangs() {
    try (FolderLoad load = load()) {
      world.kafka().suspend();
      goes_on_without_kafka(load);
      world.kafka().resume();
      load.seesCommits(50);
      load.finish();
    }
  }

  @Test
  void kafka_restarted() {
    try (FolderLoad load = load()) {
      world.kafka().restart();
      load.endQuiet();
      load.seesCommits(50);
      load.finish();
    }
  }

  private static void goes_on_without_kafka(FolderLoad load) {
    load.seesCommits(100);
    load.churn(0.5);
    load.endQuiet();
    load.seesQuiet();
    load.allLive();
    assertThat(load.takeStaleness()).isLessThan(SWEPT);
    assertThat(load.takeSlowestAnswer()).isLessThan(ANSWERED);
  }

  // PostgreSQL away: commits are refused and told when to come back, devices stay, and come back.

  @Test
  void postgres_killed() {
    try (FolderLoad load = streams()) {
      world.postgres().kill();
      refuses_without_postgres(load);
      world.postgres().start();
      load.seesCommits(50);
      load.finish();
    }
  }

  @Test
  void postgres_hangs() {
    try (FolderLoad load = streams()) {
      world.postgres().suspend();
      refuses_without_postgres(load);
      world.postgres().resume();
      load.seesCommits(50);
      load.finish();
    }
  }

  @Test
  void postgres_cut_off() {
    try (FolderLoad load = streams()) {
      world.toPostgres().blackHole();
      refuses_without_postgres(load);
      world.toPostgres().cut();
      load.failures(3);
      world.toPostgres().pass();
      load.seesCommits(50);
      load.finish();
    }
  }

  @Test
  void connections_to_postgres_forgotten_on_the_way() {
    try (FolderLoad load = load()) {
      world.toPostgres().forget();
      load.endQuiet();
      load.seesCommits(50);
      load.churn(0.5);
      load.allLive();
      load.finish();
    }
  }

  @Test
  void postgres_restarted() {
    try (FolderLoad load = load()) {
      world.postgres().restart();
      load.seesCommits(50);
      load.finish();
    }
  }

  private static void refuses_without_postgres(FolderLoad load) {
    load.endQuiet();
    load.failures(3);
    assertThat(load.refused()).isPositive();
    assertThat(load.unanswered()).as("commits without an answer").isZero();
    assertThat(load.takeSlowestAnswer()).isLessThan(ANSWERED);
    load.churn(0.5);
    load.allLive();
  }

  // A node away: its devices find the other, the journal's way to Kafka is taken over.

  @Test
  void relaying_node_killed() {
    try (FolderLoad load = load()) {
      FaultNode victim = world.relaying();
      FaultNode other = world.other(victim);
      victim.kill();
      victim.leadTo(other);
      load.endQuiet();
      load.seesCommits(50);
      load.allLive();
      load.seesQuiet();
      Eventually.within(TAKEN_OVER, () -> "no relay: " + other.output(), other::relays);
      world.heal();
      load.seesCommits(50);
      load.finish();
    }
  }

  @Test
  void relaying_node_hangs() {
    try (FolderLoad load = load()) {
      FaultNode victim = world.relaying();
      FaultNode other = world.other(victim);
      victim.suspend();
      victim.leadTo(other);
      load.endQuiet();
      load.seesCommits(50);
      load.allLive();
      load.seesQuiet();
      Eventually.within(TAKEN_OVER, () -> "no relay: " + other.output(), other::relays);
      world.heal();
      load.seesCommits(50);
      load.finish();
    }
  }

  // Networks to devices.

  @Test
  void devices_cut_off() {
    try (FolderLoad load = load()) {
      world.first().door().cut();
      load.commits(100);
      load.endQuiet();
      world.first().door().pass();
      load.allLive();
      load.finish();
    }
  }

  @Test
  void devices_behind_a_network_that_swallows() {
    try (FolderLoad load = load()) {
      world.first().door().blackHole();
      load.commits(300);
      load.endQuiet();
      world.first().door().pass();
      load.finish();
    }
  }

  @Test
  void everything_killed_at_once() {
    try (FolderLoad load = load()) {
      load.endQuiet();
      world.nodes().forEach(FaultNode::kill);
      world.kafka().kill();
      world.redis().kill();
      world.postgres().kill();
      world.heal();
      load.seesCommits(50);
      load.finish();
    }
  }
}
