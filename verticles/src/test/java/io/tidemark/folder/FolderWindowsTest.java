package io.tidemark.folder;

import static io.tidemark.flow.Entries.change;
import static io.tidemark.flow.Entries.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.Delta;
import io.tidemark.flow.Entries;
import io.tidemark.flow.FolderChange;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FolderWindowsTest {
  private static final UUID NS = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);

  private final List<Delta> pushed = new ArrayList<>();
  private final FolderWindows windows = new FolderWindows(500, 10);

  @Test
  void the_change_of_a_quiet_folder_is_pushed_at_once() {
    windows.offer(change(NS, 1, 0, 1), 1000, pushed::add);

    assertThat(pushed).hasSize(1);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(1500);
  }

  @Test
  void what_follows_within_the_window_is_one_push_at_its_end() {
    windows.offer(change(NS, 1, 0, 1), 1000, pushed::add);
    windows.offer(change(NS, 1, 1, 2), 1010, pushed::add);
    windows.offer(change(NS, 1, 2, 5), 1400, pushed::add);
    windows.flushDue(1499, pushed::add);
    assertThat(pushed).hasSize(1);

    windows.flushDue(1500, pushed::add);

    assertThat(pushed).hasSize(2);
    assertThat(pushed.getLast().from()).isEqualTo(1);
    assertThat(pushed.getLast().to()).isEqualTo(5);
  }

  @Test
  void a_hot_folder_is_pushed_once_per_window() {
    for (int millis = 0; millis < 5000; millis++) {
      windows.flushDue(millis, pushed::add);
      windows.offer(change(NS, 1, millis, millis + 1), millis, pushed::add);
    }
    windows.flushDue(5000, pushed::add);

    assertThat(pushed).hasSize(11);
    assertThat(pushed.getLast().to()).isEqualTo(5000);
    assertThat(pushed.getLast().truncated()).isTrue();
  }

  @Test
  void after_an_empty_window_the_folder_is_quiet_again() {
    windows.offer(change(NS, 1, 0, 1), 1000, pushed::add);
    windows.flushDue(1500, pushed::add);

    assertThat(windows.size()).isZero();
    assertThat(windows.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);

    windows.offer(change(NS, 1, 1, 2), 1501, pushed::add);
    assertThat(pushed).hasSize(2);
  }

  @Test
  void after_a_full_window_a_further_one_is_waited_for() {
    windows.offer(change(NS, 1, 0, 1), 1000, pushed::add);
    windows.offer(change(NS, 1, 1, 2), 1100, pushed::add);
    windows.flushDue(1500, pushed::add);
    windows.offer(change(NS, 1, 2, 3), 1501, pushed::add);

    assertThat(pushed).hasSize(2);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(2000);
  }

  @Test
  void folders_do_not_wait_for_one_another() {
    windows.offer(change(NS, 1, 0, 1), 1000, pushed::add);
    windows.offer(change(OTHER, 1, 7, 8), 1200, pushed::add);
    windows.offer(change(NS, 1, 1, 2), 1201, pushed::add);
    windows.offer(change(OTHER, 1, 8, 9), 1202, pushed::add);
    assertThat(pushed).extracting(Delta::ns).containsExactly(NS, OTHER);

    windows.flushDue(1500, pushed::add);
    assertThat(pushed).extracting(Delta::ns).containsExactly(NS, OTHER, NS);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(1700);
  }

  @Test
  void repeated_changes_are_dropped_and_overlaps_are_cut() {
    windows.offer(change(NS, 1, 0, 3), 1000, pushed::add);
    windows.offer(change(NS, 1, 0, 3), 1001, pushed::add);
    windows.offer(change(NS, 1, 1, 2), 1002, pushed::add);
    windows.flushDue(1500, pushed::add);
    assertThat(pushed).hasSize(1);

    windows.offer(change(NS, 1, 3, 4), 1600, pushed::add);
    windows.offer(change(NS, 1, 2, 6), 1601, pushed::add);
    windows.flushDue(2100, pushed::add);

    assertThat(pushed.getLast().from()).isEqualTo(4);
    assertThat(seqs(pushed.getLast())).containsExactly(5L, 6L);
  }

  @Test
  void a_jump_pushes_what_came_before_it() {
    windows.offer(change(NS, 1, 0, 1), 1000, pushed::add);
    windows.offer(change(NS, 1, 1, 2), 1001, pushed::add);
    windows.offer(change(NS, 1, 8, 9), 1002, pushed::add);
    windows.flushDue(1500, pushed::add);

    assertThat(pushed).extracting(Delta::from).containsExactly(0L, 1L, 8L);
    assertThat(pushed).extracting(Delta::to).containsExactly(1L, 2L, 9L);
  }

  @Test
  void a_new_epoch_does_not_mix_with_the_old_one() {
    windows.offer(change(NS, 1, 10, 11), 1000, pushed::add);
    windows.offer(change(NS, 1, 11, 12), 1001, pushed::add);
    windows.offer(change(NS, 2, 3, 4), 1002, pushed::add);
    windows.offer(change(NS, 1, 12, 13), 1003, pushed::add);
    windows.flushDue(1500, pushed::add);

    assertThat(pushed).extracting(Delta::epoch).containsExactly(1, 1, 2);
    assertThat(pushed).extracting(Delta::to).containsExactly(11L, 12L, 4L);
  }

  @Test
  void beyond_the_limit_folders_are_pushed_without_a_window() {
    for (int folder = 0; folder < 12; folder++) {
      windows.offer(change(new UUID(2, folder), 1, 0, 1), 1000, pushed::add);
    }
    windows.offer(change(new UUID(2, 11), 1, 1, 2), 1001, pushed::add);

    assertThat(pushed).hasSize(13);
    assertThat(windows.size()).isEqualTo(10);
    assertThat(windows.overflows()).isEqualTo(3);
  }

  @Property(tries = 200)
  void pushes_of_a_stream_without_holes_have_none_and_end_at_its_end(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 400) Integer> pauses,
      @ForAll @Size(min = 40, max = 40) List<@IntRange(min = 1, max = 150) Integer> sizes) {
    List<Delta> out = new ArrayList<>();
    FolderWindows under = new FolderWindows(500, 10);
    long now = 0;
    long seq = 0;
    for (int index = 0; index < pauses.size(); index++) {
      now += pauses.get(index);
      while (under.nextDeadlineMillis() <= now) {
        under.flushDue(under.nextDeadlineMillis(), out::add);
      }
      long to = seq + sizes.get(index);
      FolderChange change = new FolderChange(NS, 1, Entries.range(seq, to));
      under.offer(change, now, out::add);
      seq = to;
    }
    while (under.nextDeadlineMillis() != Long.MAX_VALUE) {
      under.flushDue(under.nextDeadlineMillis(), out::add);
    }

    long at = 0;
    for (Delta delta : out) {
      assertThat(delta.from()).isEqualTo(at);
      at = delta.to();
    }
    assertThat(at).isEqualTo(seq);
    assertThat((long) out.size()).isLessThanOrEqualTo(2 + now / 500 + 1);
  }
}
