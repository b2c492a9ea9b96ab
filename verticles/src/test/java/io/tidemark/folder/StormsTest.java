package io.tidemark.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.Delta;
import io.tidemark.flow.Storm;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StormsTest {
  private static final UUID NS = new UUID(1, 1);
  private static final Instant START = Instant.parse("2026-04-28T10:00:00Z");

  private final AtomicLong ids = new AtomicLong();
  private final Storms storms = new Storms(() -> new UUID(9, ids.incrementAndGet()));

  private void push(UUID ns, long from, long to, double perSecond, int followers, long millis) {
    Delta delta = new Delta(ns, 1, from, to, List.of(), true, 0);
    Push push = new Push(delta, Push.Reason.TRAILING, 500, perSecond);
    storms.pushed(push, followers, millis, START.plusMillis(millis));
  }

  @Test
  void a_folder_that_is_not_hot_has_none() {
    push(NS, 0, 10, 9.9, 100, 0);
    assertThat(storms.take(1_000)).isEmpty();
  }

  @Test
  void what_windows_save_from_the_first_hot_push_on_is_counted() {
    push(NS, 0, 1, 10, 100, 0);
    push(NS, 1, 501, 1_000, 100, 500);
    push(NS, 501, 1_001, 1_000, 100, 1_000);
    Storm storm = storms.take(1_000).getFirst();
    assertThat(storm.open()).isTrue();
    assertThat(storm.fromSeq()).isZero();
    assertThat(storm.toSeq()).isEqualTo(1_001);
    assertThat(storm.peakPerSecond()).isEqualTo(100_000);
    // 1,001 entries to 100 devices each, in three pushes.
    assertThat(storm.suppressed()).isEqualTo((1_001 - 3) * 100);
    assertThat(storm.startedAt()).isEqualTo(START);
    assertThat(storm.lastAt()).isEqualTo(START.plusMillis(1_000));
    assertThat(storms.take(1_500)).as("nothing new").isEmpty();
  }

  @Test
  void it_ends_when_less_than_half_of_what_makes_one_would_be_pushed() {
    push(NS, 0, 100, 100, 100, 0);
    push(NS, 100, 110, 4.9, 100, 1_000);
    assertThat(storms.take(1_000))
        .singleElement()
        .satisfies(storm -> {
          assertThat(storm.open()).isFalse();
          assertThat(storm.toSeq()).isEqualTo(100);
        });
    assertThat(storms.size()).isZero();
  }

  @Test
  void between_the_two_bounds_it_goes_on() {
    push(NS, 0, 100, 100, 100, 0);
    push(NS, 100, 110, 5.1, 100, 1_000);
    assertThat(storms.take(1_000).getFirst().open()).isTrue();
  }

  @Test
  void it_ends_when_nothing_is_pushed_any_more() {
    push(NS, 0, 100, 100, 100, 0);
    assertThat(storms.take(Storms.SILENT_MILLIS - 1).getFirst().open()).isTrue();
    assertThat(storms.take(Storms.SILENT_MILLIS).getFirst().open()).isFalse();
    push(NS, 100, 200, 100, 100, 9_000);
    assertThat(storms.take(9_000).getFirst().id()).isEqualTo(new UUID(9, 2));
  }

  @Test
  void a_journal_that_is_replaced_ends_it() {
    push(NS, 0, 100, 100, 100, 0);
    Delta other = new Delta(NS, 2, 0, 50, List.of(), true, 0);
    storms.pushed(new Push(other, Push.Reason.TRAILING, 500, 100), 100, 1, START);
    assertThat(storms.take(1)).extracting(Storm::epoch).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void more_than_there_is_room_for_are_counted_and_not_recorded() {
    for (int i = 0; i < Storms.OPEN_MAX + 3; i++) {
      push(new UUID(2, i), 0, 100, 100, 100, 0);
    }
    assertThat(storms.size()).isEqualTo(Storms.OPEN_MAX);
    assertThat(storms.unrecorded()).isEqualTo(3);
  }
}
