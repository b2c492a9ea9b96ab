package io.tidemark.loadgen.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.chunk.Chunker;
import io.tidemark.loadgen.chunk.FastCdc;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.BlockSource;
import io.tidemark.loadgen.client.BlockUploader;
import io.tidemark.loadgen.client.Commit;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.device.DeviceEvents;
import io.tidemark.loadgen.device.Fleet;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.loadgen.fake.FakeHub;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The oracle finds one spoiled delta of all, and one late device. */
@Timeout(60)
class BrokenProxyTest {
  private static final int DEVICES = 10;
  private static final int COMMITS = 30;
  private static final long STALE_MICROS = TimeUnit.MILLISECONDS.toMicros(250);

  @Test
  void a_network_that_keeps_to_everything_is_not_accused() {
    assertThat(harmed(new Harm(Harm.Kind.DROP, 1_000_000))).isEmpty();
  }

  @Test
  void one_dropped_delta_is_a_hole() {
    assertThat(harmed(new Harm(Harm.Kind.DROP, 137))).containsEntry(Finding.HOLE, 2L);
  }

  @Test
  void one_repeated_delta_is_a_duplicate() {
    assertThat(harmed(new Harm(Harm.Kind.REPEAT, 137)))
        .containsOnly(Map.entry(Finding.DUPLICATED, 2L));
  }

  @Test
  void one_swapped_delta_is_out_of_order() {
    assertThat(harmed(new Harm(Harm.Kind.SWAP, 137))).containsKey(Finding.OUT_OF_ORDER);
  }

  @Test
  void one_late_device_is_stale() {
    Map<Finding, Long> found =
        findings((tools, hub) -> BrokenProxy.delaying(tools.vertx(), hub, 0, 3, 600));
    assertThat(found).containsOnly(Map.entry(Finding.STALE, (long) COMMITS));
  }

  private static Map<Finding, Long> harmed(Harm harm) {
    return findings((tools, hub) -> BrokenProxy.harming(tools.vertx(), hub, 0, harm));
  }

  /** What all devices together hold against a sound hub behind this. */
  private static Map<Finding, Long> findings(BiFunction<Toolbox, URI, BrokenProxy> between) {
    try (FakeHub hub = FakeHub.start();
        Toolbox tools = new Toolbox(hub.url(), null);
        BrokenProxy proxy = between.apply(tools, hub.url())) {
      Session owner = tools.session("owner");
      UUID ns = Await.of(owner.createTeamFolder("f"));
      byte[] content = {1, 2, 3};
      Block block = new Chunker(FastCdc.STANDARD).blocksOf(content).getFirst();
      Await.of(
          new BlockUploader(owner, _ -> {})
              .upload(ns, List.of(new BlockSource(block, () -> Buffer.buffer(content)))));
      Fleet fleet =
          new Fleet(tools.vertx(), proxy.url(), KnownChanges.kept(), DEVICES, STALE_MICROS, 1);
      for (int i = 0; i < DEVICES; i++) {
        Await.of(fleet.add("device-" + i, tools.session("u" + i), false, DeviceEvents.NONE));
      }
      until(() -> Await.of(fleet.count(ns, 0)).live() == DEVICES);
      for (int i = 0; i < COMMITS; i++) {
        Await.of(
            owner.commitAll(
                ns, List.of(Commit.create("/" + i, List.of(block), Instant.EPOCH, "x"))));
      }
      until(() -> Await.of(fleet.count(ns, COMMITS)).behind() == 0);
      Map<Finding, Long> found = new EnumMap<>(Finding.class);
      for (Device device : Await.of(fleet.stop())) {
        for (Finding finding : Finding.values()) {
          long count = device.state().ledger().count(finding);
          if (finding.violation() && count > 0) {
            found.merge(finding, count, Long::sum);
          }
        }
      }
      return found;
    }
  }

  private static void until(BooleanSupplier reached) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
