package io.tidemark.loadgen.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.chunk.Chunker;
import io.tidemark.loadgen.chunk.FastCdc;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.BlockSource;
import io.tidemark.loadgen.client.BlockUploader;
import io.tidemark.loadgen.client.Commit;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.loadgen.fake.FakeHub;
import io.tidemark.loadgen.fake.Fault;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class SwarmTest {
  private static final int DEVICES = 6;
  private static final int COMMITS = 20;

  @ParameterizedTest
  @EnumSource(SwarmPlan.Mix.class)
  void all_devices_of_a_sound_hub_come_to_head_without_a_finding(SwarmPlan.Mix mix) {
    SwarmGroup.Report report = run(Fault.NONE, mix, false);
    assertThat(report.findings().violations()).isZero();
    assertThat(report.tally().count(Tally.Count.DELTAS)).isEqualTo((long) DEVICES * COMMITS);
    assertThat(report.tally().of(Tally.Time.STAMP_TO_SOCKET).getTotalCount())
        .isEqualTo((long) DEVICES * COMMITS);
  }

  @Test
  void devices_that_are_cut_come_back_and_miss_nothing() {
    SwarmGroup.Report report = run(Fault.NONE, SwarmPlan.Mix.MIX, true);
    assertThat(report.findings().violations()).isZero();
    assertThat(report.tally().of(Tally.Time.CUT_TO_LIVE).getTotalCount()).isEqualTo(DEVICES);
  }

  @Test
  void a_dropped_delta_is_a_hole() {
    assertThat(run(Fault.DROP, SwarmPlan.Mix.WS, false).findings().count(Finding.HOLE))
        .isPositive();
  }

  @Test
  void a_repeated_delta_is_told() {
    assertThat(run(Fault.REPEAT, SwarmPlan.Mix.SSE, false).findings().count(Finding.DUPLICATED))
        .isPositive();
  }

  @Test
  void swapped_deltas_are_told() {
    assertThat(run(Fault.SWAP, SwarmPlan.Mix.WS, false).findings().count(Finding.OUT_OF_ORDER))
        .isPositive();
  }

  private static SwarmGroup.Report run(Fault fault, SwarmPlan.Mix mix, boolean cut) {
    try (FakeHub hub = FakeHub.start(fault);
        Toolbox tools = new Toolbox(hub.url(), null)) {
      Session owner = tools.session("owner");
      UUID ns = Await.of(owner.createTeamFolder("f"));
      byte[] content = {1, 2, 3};
      Block block = new Chunker(FastCdc.STANDARD).blocksOf(content).getFirst();
      Await.of(
          new BlockUploader(owner, _ -> {})
              .upload(ns, List.of(new BlockSource(block, () -> Buffer.buffer(content)))));
      SwarmPlan plan =
          new SwarmPlan(
              List.of(hub.url()),
              0,
              DEVICES,
              "u",
              2,
              "d",
              mix,
              false,
              null,
              1_000,
              0,
              1,
              1,
              Map.of(),
              false);
      try (SwarmGroup group = SwarmGroup.local(plan)) {
        group.prepare();
        group.connect();
        until(group, () -> group.status().live() == DEVICES);
        group.record(true, true);
        for (int i = 0; i < COMMITS; i++) {
          if (cut && i == COMMITS / 2) {
            hub.cutDevices(1001);
            until(
                group,
                () -> group.report().tally().of(Tally.Time.CUT_TO_LIVE).getTotalCount() == DEVICES);
          }
          Await.of(
              owner.commitAll(
                  ns, List.of(Commit.create("/" + i, List.of(block), Instant.EPOCH, "x"))));
        }
        Map<UUID, Long> heads = Map.of(ns, (long) COMMITS);
        if (fault == Fault.NONE) {
          until(group, () -> group.atHead(heads) == DEVICES);
          assertThat(group.judge(heads)).isEqualTo(DEVICES);
        } else {
          until(group, () -> group.report().findings().violations() > 0);
        }
        return group.report();
      }
    }
  }

  private static void until(SwarmGroup group, BooleanSupplier reached) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end) {
        Tally tally = group.report().tally();
        fail("not in time: %s, failures %s", group.status(), tally.failures());
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
