package io.tidemark.loadgen.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The oracle must catch a hub that drops, repeats, swaps, thins, changes or delays what it sends.
 */
class OracleTest {
  private static final long PUNCTUAL_MICROS = Hub.COMMITTED_MICROS + 3_000;

  private final Hub hub = new Hub();
  private final KnownChanges known = KnownChanges.kept();
  private final DeviceState device = new DeviceState(new Ledger("d1", 1_000_000, true), known);

  @Test
  void an_honest_hub_is_not_accused() {
    send(honest(1));
    assertThat(audited().violations()).isZero();
    assertThat(device.ledger().changes()).isPositive();
  }

  @Test
  void a_dropped_delta_is_a_hole() {
    List<ServerFrame.Delta> deltas = honest(2);
    ServerFrame.Delta dropped = deltas.remove(3);
    send(deltas);
    assertThat(audited().count(Finding.HOLE)).isEqualTo(1);
    assertThat(device.ledger().details().getFirst().from()).isEqualTo(dropped.from());
    assertThat(device.ledger().count(Finding.LOST)).as("repaired from the journal").isZero();
  }

  @Test
  void a_dropped_last_delta_leaves_the_device_below_head() {
    List<ServerFrame.Delta> deltas = honest(3);
    deltas.removeLast();
    send(deltas);
    assertThat(audited().count(Finding.NOT_AT_HEAD)).isEqualTo(1);
  }

  @Test
  void a_repeated_delta_is_duplicated() {
    List<ServerFrame.Delta> deltas = honest(4);
    deltas.add(4, deltas.get(3));
    send(deltas);
    assertThat(audited().count(Finding.DUPLICATED)).isEqualTo(deltas.get(3).changes().size());
    assertThat(device.ledger().violations()).isEqualTo(deltas.get(3).changes().size());
  }

  @Test
  void what_a_delta_repeats_beside_new_changes_is_told_but_no_fault() {
    hub.commit(1);
    hub.commit(2);
    hub.commit(3);
    send(List.of(hub.delta(0, 2), hub.delta(1, 3)));
    assertThat(audited().count(Finding.OVERLAP)).isEqualTo(1);
    assertThat(device.ledger().violations()).isZero();
    assertThat(device.ledger().changes()).isEqualTo(3);
  }

  @Test
  void swapped_deltas_are_out_of_order() {
    List<ServerFrame.Delta> deltas = honest(5);
    deltas.add(3, deltas.remove(4));
    send(deltas);
    assertThat(audited().count(Finding.OUT_OF_ORDER)).isEqualTo(1);
    assertThat(device.ledger().count(Finding.DUPLICATED)).isZero();
  }

  @Test
  void a_delta_without_one_of_its_changes_is_a_loss() {
    for (int file = 1; file <= 5; file++) {
      hub.commit(file);
    }
    List<Change> thinned = new ArrayList<>(hub.delta(0, 5).changes());
    thinned.remove(2);
    send(List.of(Hub.delta(0, 5, thinned)));
    assertThat(audited().count(Finding.LOST)).isEqualTo(1);
    assertThat(device.ledger().details().getFirst().text()).contains("seq 3");
  }

  @Test
  void a_loss_that_a_later_change_hides_is_found_too() {
    hub.commit(1);
    hub.commit(2);
    hub.commit(1);
    send(List.of(Hub.delta(0, 2, hub.entries(1, 2)), hub.delta(2, 3)));
    assertThat(audited().count(Finding.LOST)).isEqualTo(1);
  }

  @Test
  void changes_in_falling_order_or_outside_their_span_are_out_of_order() {
    hub.commit(1);
    hub.commit(2);
    hub.commit(3);
    send(List.of(Hub.delta(0, 2, hub.entries(0, 2).reversed())));
    assertThat(device.ledger().count(Finding.OUT_OF_ORDER)).isEqualTo(1);
    send(List.of(Hub.delta(2, 2, hub.entries(2, 3))));
    assertThat(device.ledger().count(Finding.OUT_OF_ORDER)).isEqualTo(2);
  }

  @Test
  void another_content_than_the_journals_is_different() {
    Change told = hub.commit(1);
    hub.journal.set(0, new Hub().commit(2));
    send(List.of(Hub.delta(0, 1, List.of(told))));
    assertThat(audit().different()).hasSize(1);
  }

  @Test
  void two_devices_that_are_told_different_things_are_noticed() {
    hub.commit(1);
    send(List.of(hub.delta(0, 1)));
    DeviceState second = new DeviceState(new Ledger("d2", 1_000_000, true), known);
    second.connected(false);
    second.onFrame(hub.welcome(), null, PUNCTUAL_MICROS);
    second.onFrame(Hub.delta(0, 1, List.of(new Hub().commit(9))), null, PUNCTUAL_MICROS);
    assertThat(second.ledger().count(Finding.DIFFERENT)).isEqualTo(1);
  }

  @Test
  void a_delayed_delta_is_stale() {
    hub.commit(1);
    begin();
    device.onFrame(new ServerFrame.Live("c"), null, Hub.COMMITTED_MICROS - 1);
    device.onFrame(hub.delta(0, 1), null, Hub.COMMITTED_MICROS + 1_500_000);
    assertThat(audited().count(Finding.STALE)).isEqualTo(1);
    assertThat(device.ledger().maxStaleMicros()).isEqualTo(1_500_000);
  }

  @Test
  void what_was_committed_before_the_device_came_is_not_stale() {
    hub.commit(1);
    begin();
    device.onFrame(new ServerFrame.Live("c"), null, Hub.COMMITTED_MICROS + 1);
    device.onFrame(hub.delta(0, 1), null, Hub.COMMITTED_MICROS + 9_000_000);
    assertThat(audited().count(Finding.STALE)).isZero();
  }

  @Test
  void a_delta_of_a_namespace_that_was_never_named_is_foreign() {
    device.connected(false);
    hub.commit(1);
    device.onFrame(hub.delta(0, 1), null, PUNCTUAL_MICROS);
    assertThat(device.ledger().count(Finding.FOREIGN)).isEqualTo(1);
  }

  @Test
  void connections_that_come_and_go_at_any_point_are_no_violation() {
    for (int seed = 0; seed < 50; seed++) {
      Hub folder = new Hub();
      DeviceState mobile = new DeviceState(new Ledger("m", 1_000_000, true), KnownChanges.kept());
      Random random = new Random(seed);
      for (int i = 0; i < 200; i++) {
        folder.commit(random.nextInt(20));
      }
      while (mobile.watermark(Hub.NS) < folder.head()) {
        boolean told = random.nextBoolean() && !mobile.watermarks().isEmpty();
        mobile.connected(told);
        mobile.onFrame(folder.welcome(), null, PUNCTUAL_MICROS);
        long at = mobile.watermark(Hub.NS);
        if (!told) {
          at = random.nextLong(at + 1);
        }
        for (int i = random.nextInt(8); i >= 0 && at < folder.head(); i--) {
          long to = Math.min(folder.head(), at + 1 + random.nextInt(12));
          mobile.onFrame(folder.delta(at, to), null, PUNCTUAL_MICROS);
          at = to;
        }
        mobile.disconnected();
      }
      new Audit(Hub.NS, folder.journal, KnownChanges.kept()).check(mobile);
      assertThat(mobile.ledger().details()).isEmpty();
    }
  }

  private void begin() {
    device.connected(false);
    device.onFrame(hub.welcome(), null, Hub.COMMITTED_MICROS - 2);
  }

  /** Deltas as a hub that keeps its promise cuts them. */
  private List<ServerFrame.Delta> honest(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      hub.commit(random.nextInt(10));
    }
    List<ServerFrame.Delta> deltas = new ArrayList<>();
    for (long from = 0; from < hub.head(); ) {
      long to = Math.min(hub.head(), from + 1 + random.nextInt(6));
      deltas.add(hub.delta(from, to));
      from = to;
    }
    return deltas;
  }

  /** Sends them over one connection; the device reads holes from the journal at once. */
  private void send(List<ServerFrame.Delta> deltas) {
    if (device.watermarks().isEmpty()) {
      begin();
    }
    for (ServerFrame.Delta delta : deltas) {
      for (DeviceEffect effect : device.onFrame(delta, null, PUNCTUAL_MICROS)) {
        DeviceEffect.ReadJournal read = (DeviceEffect.ReadJournal) effect;
        List<Change> entries = hub.entries(read.after(), hub.head());
        device.onJournal(Hub.NS, entries, false, PUNCTUAL_MICROS);
      }
    }
  }

  private Audit audit() {
    return new Audit(Hub.NS, hub.journal, known);
  }

  private Ledger audited() {
    audit().check(device);
    return device.ledger();
  }
}
