package io.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.CursorPosition;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeviceSessionTest {
  private static final UUID NS = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);

  private final DeviceSession session = new DeviceSession(2);

  @Test
  void a_device_at_head_is_live_and_is_sent_what_follows() {
    session.open(NS, 1, 10, 10);

    assertThat(session.becomesLive()).isTrue();
    assertThat(session.becomesLive()).isFalse();
    assertThat(session.startRead()).isNull();
    assertThat(session.offer(NS, 1, 10, 12, true)).isPositive();
    assertThat(session.offer(NS, 1, 12, 13, true)).isPositive();
    assertThat(session.cursor().positions()).containsEntry(NS, new CursorPosition(1, 13));
  }

  @Test
  void a_device_behind_head_is_read_for_and_then_live() {
    session.open(NS, 1, 4, 10);
    assertThat(session.becomesLive()).isFalse();

    Track track = read();
    assertThat(session.startRead()).as("one read at a time").isNull();
    session.sent(track, 10);
    session.finishRead(track, true);

    assertThat(session.becomesLive()).isTrue();
    assertThat(session.startRead()).isNull();
  }

  @Test
  void a_cursor_names_first_what_moved_last() {
    for (int index = 0; index < 1500; index++) {
      session.open(new UUID(2, index), 1, 5, 5);
    }
    for (int index : new int[] {7, 1400, 3}) {
      assertThat(session.offer(new UUID(2, index), 1, 5, 6, true)).isEqualTo(1);
    }
    assertThat(session.cursor().positions().sequencedKeySet().stream().limit(3))
        .containsExactly(new UUID(2, 3), new UUID(2, 1400), new UUID(2, 7));
    assertThat(session.cursor().positions()).hasSize(1500);
  }

  @Test
  void a_device_without_namespaces_is_live() {
    assertThat(session.becomesLive()).isTrue();
  }

  @Test
  void a_repeated_push_is_skipped_and_an_overlapping_one_sent() {
    session.open(NS, 1, 10, 10);

    assertThat(session.offer(NS, 1, 8, 10, true)).isZero();
    assertThat(session.owes()).isFalse();
    assertThat(session.offer(NS, 1, 8, 11, true)).isPositive();
    assertThat(session.offer(NS, 1, 8, 11, true)).isZero();
  }

  @Test
  void a_hole_is_never_pushed_over_but_read() {
    session.open(NS, 1, 10, 10);

    assertThat(session.offer(NS, 1, 12, 14, true)).isZero();

    Track track = read();
    assertThat(track.sent).isEqualTo(10);
    session.sent(track, 14);
    session.finishRead(track, true);
    assertThat(session.offer(NS, 1, 14, 15, true)).isPositive();
  }

  @Test
  void a_full_socket_only_marks_the_namespace() {
    session.open(NS, 1, 10, 10);
    for (long seq = 10; seq < 1000; seq++) {
      assertThat(session.offer(NS, 1, seq, seq + 1, false)).isZero();
    }

    Track track = read();
    assertThat(track.sent).isEqualTo(10);
    assertThat(track.head).isEqualTo(1000);
    session.sent(track, 1000);
    session.finishRead(track, true);
    assertThat(session.owes()).isFalse();
  }

  @Test
  void a_push_that_fits_is_sent_while_its_namespace_is_read_and_the_page_then_adds_nothing() {
    session.open(NS, 1, 10, 10);
    session.offer(NS, 1, 11, 12, true);
    Track track = read();

    assertThat(session.offer(NS, 1, 10, 12, true)).isPositive();
    session.finishRead(track, false);

    assertThat(session.deferred()).isFalse();
    assertThat(session.owes()).isFalse();
  }

  @Test
  void a_read_that_brings_nothing_is_not_repeated_until_later() {
    session.open(NS, 1, 10, 12);
    session.finishRead(read(), false);

    assertThat(session.deferred()).isTrue();
    assertThat(session.startRead()).isNull();
    assertThat(session.becomesLive()).isFalse();

    session.resume();
    assertThat(session.startRead()).isNotNull();
  }

  @Test
  void owed_namespaces_take_turns() {
    session.open(NS, 1, 0, 500);
    session.open(OTHER, 1, 0, 500);

    Track first = read();
    session.sent(first, 100);
    session.finishRead(first, true);
    Track second = read();

    assertThat(second).isNotSameAs(first);
    session.finishRead(second, true);
    assertThat(read()).isSameAs(first);
  }

  @Test
  void after_leaving_nothing_of_the_namespace_is_sent() {
    session.open(NS, 1, 0, 5);
    session.open(OTHER, 1, 0, 5);
    Track reading = read();
    session.close(reading.ns);

    assertThat(session.awaits(reading)).isFalse();
    session.finishRead(reading, true);
    assertThat(session.offer(reading.ns, 1, 0, 6, true)).isZero();
    assertThat(read().ns).isNotEqualTo(reading.ns);
  }

  @Test
  void leaving_the_last_owed_namespace_makes_live() {
    session.open(NS, 1, 0, 5);
    session.close(NS);

    assertThat(session.becomesLive()).isTrue();
  }

  @Test
  void a_newer_epoch_is_asked_for_and_an_older_one_ignored() {
    session.open(NS, 3, 10, 10);
    assertThat(session.offer(NS, 2, 10, 11, true)).isZero();
    assertThat(session.owes()).isFalse();

    assertThat(session.offer(NS, 4, 10, 11, true)).isZero();
    Track track = read();
    session.reset(track, 4, 2);
    session.finishRead(track, true);

    assertThat(session.owes()).isFalse();
    assertThat(session.offer(NS, 4, 2, 3, true)).isPositive();
    assertThat(session.offer(NS, 3, 10, 11, true)).isZero();
  }

  private Track read() {
    return Objects.requireNonNull(session.startRead());
  }
}
