package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.device.Way;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that is told to end while folders change, with another one beside it. */
@Timeout(180)
class DrainIT {
  private static final int DEVICES_PER_NODE = 100;
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static Vertx vertx;
  private static FaultWorld world;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    world = FaultWorld.start();
  }

  @AfterAll
  static void stop() {
    world.close();
    vertx.close();
  }

  @Test
  void a_node_that_ends_hands_over_its_devices_and_the_log_and_nobody_loses_a_change() {
    try (FolderLoad load =
        new FolderLoad(world, vertx, "drain", List.of(Way.values()), DEVICES_PER_NODE)) {
      FaultNode ends = world.relaying();
      FaultNode stays = world.other(ends);

      ends.terminate();
      Eventually.within(
          AT_ONCE,
          () -> "not draining: " + ends.output(),
          () -> ends.health("/readyz").startsWith("503"));
      assertThat(ends.health("/readyz")).contains("draining");
      assertThat(ends.health("/livez")).startsWith("200");
      ends.divertTo(stays);
      load.commits(40);

      assertThat(ends.awaitEnd()).isIn(0, 143);
      assertThat(ends.output()).doesNotContain("did not stop in order");
      load.seesCommits(40);
      load.allLive();
      assertThat(stays.relays()).isTrue();
      load.finish();
    }
  }
}
