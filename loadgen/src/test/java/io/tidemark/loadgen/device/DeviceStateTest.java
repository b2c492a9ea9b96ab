package io.tidemark.loadgen.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.ServerFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceStateTest {
  private final Hub hub = new Hub();
  private final Ledger ledger = new Ledger("d1", 1_000_000, true);
  private final DeviceState device = new DeviceState(ledger, KnownChanges.kept());

  @BeforeEach
  void connect() {
    for (int file = 1; file <= 6; file++) {
      hub.commit(file);
    }
    device.connected(false);
    on(hub.welcome());
  }

  @Test
  void a_delta_from_the_watermark_is_applied() {
    assertThat(on(hub.delta(0, 4))).isEmpty();
    assertThat(device.watermark(Hub.NS)).isEqualTo(4);
    assertThat(device.files(Hub.NS)).containsOnlyKeys("/f1", "/f2", "/f3", "/f4");
  }

  @Test
  void of_a_delta_that_begins_below_the_watermark_only_what_is_above_is_applied() {
    on(hub.delta(0, 3));
    device.connected(false);
    on(hub.delta(1, 5));
    assertThat(device.watermark(Hub.NS)).isEqualTo(5);
    assertThat(ledger.changes()).isEqualTo(5);
    assertThat(ledger.count(Finding.OVERLAP)).isEqualTo(2);
    assertThat(ledger.violations()).isZero();
  }

  @Test
  void a_hub_that_asks_to_come_back_breaks_no_promise_and_one_that_accuses_does() {
    on(new ServerFrame.Failure("overloaded", "come back later"));
    assertThat(ledger.violations()).isZero();
    on(new ServerFrame.Failure("malformed", "no JSON"));
    assertThat(ledger.count(Finding.ACCUSED)).isEqualTo(1);
  }

  @Test
  void a_delta_up_to_the_watermark_is_ignored() {
    on(hub.delta(0, 5));
    device.connected(false);
    on(hub.delta(0, 5));
    assertThat(ledger.changes()).isEqualTo(5);
    assertThat(ledger.violations()).isZero();
  }

  @Test
  void a_hole_is_read_from_the_journal_and_no_further_than_what_was_pushed() {
    on(hub.delta(0, 1));
    assertThat(on(hub.delta(3, 4))).containsExactly(new DeviceEffect.ReadJournal(Hub.NS, 1, 4, 0));
    assertThat(device.onJournal(Hub.NS, hub.entries(1, 6), false, now())).isEmpty();
    assertThat(device.watermark(Hub.NS)).isEqualTo(4);
    assertThat(ledger.count(Finding.HOLE)).isEqualTo(1);
  }

  @Test
  void a_truncated_delta_is_read_from_the_journal_page_by_page_after_the_advised_delay() {
    assertThat(on(hub.truncated(0, 6)))
        .containsExactly(new DeviceEffect.ReadJournal(Hub.NS, 0, 6, 50));
    assertThat(device.onJournal(Hub.NS, hub.entries(0, 2), true, now()))
        .containsExactly(new DeviceEffect.ReadJournal(Hub.NS, 2, 6, 0));
    assertThat(device.onJournal(Hub.NS, hub.entries(2, 6), false, now())).isEmpty();
    assertThat(device.watermark(Hub.NS)).isEqualTo(6);
    assertThat(ledger.violations()).isZero();
  }

  @Test
  void what_is_pushed_while_the_journal_is_read_is_read_too() {
    on(hub.truncated(0, 3));
    assertThat(on(hub.delta(3, 5))).isEmpty();
    assertThat(device.onJournal(Hub.NS, hub.entries(0, 3), true, now()))
        .containsExactly(new DeviceEffect.ReadJournal(Hub.NS, 3, 5, 0));
    device.onJournal(Hub.NS, hub.entries(3, 5), true, now());
    assertThat(device.watermark(Hub.NS)).isEqualTo(5);
  }

  @Test
  void a_failed_read_leaves_the_hole_to_the_next_delta() {
    on(hub.truncated(0, 3));
    device.onReadFailed(Hub.NS);
    assertThat(on(hub.delta(3, 4))).containsExactly(new DeviceEffect.ReadJournal(Hub.NS, 0, 4, 0));
  }

  @Test
  void acks_name_only_what_is_new_and_never_more_than_was_pushed() {
    on(hub.delta(0, 2));
    assertThat(device.takeAcks()).isEqualTo(Map.of(Hub.NS, 2L));
    assertThat(device.takeAcks()).isEmpty();
    device.connected(true);
    assertThat(device.takeAcks()).isEmpty();
    on(hub.delta(2, 3));
    assertThat(device.takeAcks()).isEqualTo(Map.of(Hub.NS, 3L));
  }

  @Test
  void a_reset_is_answered_by_a_snapshot_and_goes_on_from_its_seq() {
    on(hub.delta(0, 2));
    assertThat(on(new ServerFrame.Reset(Hub.NS, 2, 6, ResetReason.EPOCH)))
        .containsExactly(new DeviceEffect.ReadSnapshot(Hub.NS, null));
    device.onSnapshot(Hub.NS, null, 2, 5, hub.entries(3, 5));
    assertThat(device.watermark(Hub.NS)).isEqualTo(5);
    assertThat(device.files(Hub.NS)).containsOnlyKeys("/f4", "/f5");
    assertThat(on(new ServerFrame.Delta(Hub.NS, 2, 5, 6, hub.entries(5, 6), false, 0, null)))
        .isEmpty();
    assertThat(device.watermark(Hub.NS)).isEqualTo(6);
    assertThat(ledger.violations()).isZero();
  }

  @Test
  void live_and_event_ids_carry_the_cursor() {
    device.onFrame(hub.delta(0, 1), "c1", now());
    assertThat(device.cursor()).isEqualTo("c1");
    assertThat(device.live()).isFalse();
    on(new ServerFrame.Live("c2"));
    assertThat(device.cursor()).isEqualTo("c2");
    assertThat(device.live()).isTrue();
    device.disconnected();
    assertThat(device.live()).isFalse();
  }

  @Test
  void a_folder_stands_for_its_subtree_when_it_is_renamed_deleted_or_restored() {
    on(hub.delta(0, 6));
    hub.add(ChangeOp.CREATE, EntryKind.FOLDER, 50, null, "docs");
    hub.add(ChangeOp.CREATE, EntryKind.FILE, 51, Hub.file(50), "a");
    on(hub.delta(6, 8));
    assertThat(device.files(Hub.NS)).containsKey("/docs/a");
    hub.add(ChangeOp.RENAME, EntryKind.FOLDER, 50, null, "texts");
    on(hub.delta(8, 9));
    assertThat(device.files(Hub.NS)).containsKey("/texts/a").doesNotContainKey("/docs/a");
    hub.add(ChangeOp.DELETE, EntryKind.FOLDER, 50, null, "texts");
    on(hub.delta(9, 10));
    assertThat(device.files(Hub.NS)).hasSize(6);
    hub.add(ChangeOp.RESTORE, EntryKind.FOLDER, 50, null, "texts");
    assertThat(on(hub.delta(10, 11))).isEmpty();
    assertThat(device.files(Hub.NS)).containsKey("/texts/a");
  }

  @Test
  void a_restored_folder_that_the_device_never_saw_is_listed() {
    on(hub.delta(0, 6));
    hub.add(ChangeOp.RESTORE, EntryKind.FOLDER, 60, null, "old");
    assertThat(on(hub.delta(6, 7)))
        .containsExactly(new DeviceEffect.ReadSnapshot(Hub.NS, Hub.file(60)));
    Hub other = new Hub();
    device.onSnapshot(
        Hub.NS,
        Hub.file(60),
        1,
        7,
        List.of(other.add(ChangeOp.COMMIT, EntryKind.FILE, 61, Hub.file(60), "found")));
    assertThat(device.files(Hub.NS)).containsKey("/old/found");
    assertThat(device.watermark(Hub.NS)).isEqualTo(7);
  }

  private List<DeviceEffect> on(ServerFrame frame) {
    return device.onFrame(frame, null, now());
  }

  private static long now() {
    return Hub.COMMITTED_MICROS + 3_000;
  }
}
