package io.tidemark.folder;

import static io.tidemark.flow.Entries.change;
import static io.tidemark.flow.Entries.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.Delta;
import io.tidemark.flow.Entries;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FolderWindowsTest {
  private static final UUID NS = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);

  private final List<Delta> pushed = new ArrayList<>();
  private final FolderWindows windows = new FolderWindows(new WindowPolicy(500), 10, _ -> 1);

  private void push(Push push) {
    pushed.add(push.delta());
  }

  @Test
  void the_change_of_a_quiet_folder_is_pushed_at_once() {
    windows.offer(change(NS, 1, 0, 1), 1000, this::push);

    assertThat(pushed).hasSize(1);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(1500);
  }

  @Test
  void what_follows_within_the_window_is_one_push_at_its_end() {
    windows.offer(change(NS, 1, 0, 1), 1000, this::push);
    windows.offer(change(NS, 1, 1, 2), 1010, this::push);
    windows.offer(change(NS, 1, 2, 5), 1400, this::push);
    windows.flushDue(1499, this::push);
    assertThat(pushed).hasSize(1);

    windows.flushDue(1500, this::push);

    assertThat(pushed).hasSize(2);
    assertThat(pushed.getLast().from()).isEqualTo(1);
    assertThat(pushed.getLast().to()).isEqualTo(5);
  }

  @Test
  void a_hot_folder_is_pushed_once_per_window() {
    for (int millis = 0; millis < 5000; millis++) {
      windows.flushDue(millis, this::push);
      windows.offer(change(NS, 1, millis, millis + 1), millis, this::push);
    }
    windows.flushDue(5000, this::push);

    assertThat(pushed).hasSize(11);
    assertThat(pushed.getLast().to()).isEqualTo(5000);
    assertThat(pushed.getLast().truncated()).isTrue();
  }

  @Test
  void after_an_empty_window_the_folder_is_quiet_again() {
    windows.offer(change(NS, 1, 0, 1), 1000, this::push);
    windows.flushDue(1500, this::push);

    assertThat(windows.size()).isZero();
    assertThat(windows.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);

    windows.offer(change(NS, 1, 1, 2), 1501, this::push);
    assertThat(pushed).hasSize(2);
  }

  @Test
  void after_a_full_window_a_further_one_is_waited_for() {
    windows.offer(change(NS, 1, 0, 1), 1000, this::push);
    windows.offer(change(NS, 1, 1, 2), 1100, this::push);
    windows.flushDue(1500, this::push);
    windows.offer(change(NS, 1, 2, 3), 1501, this::push);

    assertThat(pushed).hasSize(2);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(2000);
  }

  @Test
  void folders_do_not_wait_for_one_another() {
    windows.offer(change(NS, 1, 0, 1), 1000, this::push);
    windows.offer(change(OTHER, 1, 7, 8), 1200, this::push);
    windows.offer(change(NS, 1, 1, 2), 1201, this::push);
    windows.offer(change(OTHER, 1, 8, 9), 1202, this::push);
    assertThat(pushed).extracting(Delta::ns).containsExactly(NS, OTHER);

    windows.flushDue(1500, this::push);
    assertThat(pushed).extracting(Delta::ns).containsExactly(NS, OTHER, NS);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(1700);
  }

  @Test
  void repeated_changes_are_dropped_and_overlaps_are_cut() {
    windows.offer(change(NS, 1, 0, 3), 1000, this::push);
    windows.offer(change(NS, 1, 0, 3), 1001, this::push);
    windows.offer(change(NS, 1, 1, 2), 1002, this::push);
    windows.flushDue(1500, this::push);
    assertThat(pushed).hasSize(1);

    windows.offer(change(NS, 1, 3, 4), 1600, this::push);
    windows.offer(change(NS, 1, 2, 6), 1601, this::push);
    windows.flushDue(2100, this::push);

    assertThat(pushed.getLast().from()).isEqualTo(4);
    assertThat(seqs(pushed.getLast())).containsExactly(5L, 6L);
  }

  @Test
  void a_jump_pushes_what_came_before_it() {
    windows.offer(change(NS, 1, 0, 1), 1000, this::push);
    windows.offer(change(NS, 1, 1, 2), 1001, this::push);
    windows.offer(change(NS, 1, 8, 9), 1002, this::push);
    windows.flushDue(1500, this::push);

    assertThat(pushed).extracting(Delta::from).containsExactly(0L, 1L, 8L);
    assertThat(pushed).extracting(Delta::to).containsExactly(1L, 2L, 9L);
  }

  @Test
  void a_new_epoch_does_not_mix_with_the_old_one() {
    windows.offer(change(NS, 1, 10, 11), 1000, this::push);
    windows.offer(change(NS, 1, 11, 12), 1001, this::push);
    windows.offer(change(NS, 2, 3, 4), 1002, this::push);
    windows.offer(change(NS, 1, 12, 13), 1003, this::push);
    windows.flushDue(1500, this::push);

    assertThat(pushed).extracting(Delta::epoch).containsExactly(1, 1, 2);
    assertThat(pushed).extracting(Delta::to).containsExactly(11L, 12L, 4L);
  }

  @Test
  void beyond_the_limit_folders_are_pushed_without_a_window() {
    for (int folder = 0; folder < 12; folder++) {
      windows.offer(change(new UUID(2, folder), 1, 0, 1), 1000, this::push);
    }
    windows.offer(change(new UUID(2, 11), 1, 1, 2), 1001, this::push);

    assertThat(pushed).hasSize(13);
    assertThat(windows.size()).isEqualTo(10);
    assertThat(windows.overflows()).isEqualTo(3);
  }

  @Test
  void a_very_hot_folder_of_very_many_has_longer_windows_and_then_shorter_ones_again() {
    FolderWindows many = new FolderWindows(new WindowPolicy(500), 10, _ -> 10_000);
    long seq = 0;
    for (long millis = 0; millis < 60_000; millis++) {
      many.flushDue(millis, this::push);
      many.offer(change(NS, 1, seq, seq + 1), millis, this::push);
      seq++;
    }
    many.flushDue(60_800, this::push);
    assertThat(pushed.getLast().to()).isEqualTo(60_000);
    // 99.8 % of all pushes are saved.
    assertThat(pushed).hasSizeBetween(75, 100);

    pushed.clear();
    many.flushDue(61_600, this::push);
    assertThat(many.size()).isZero();
    many.offer(change(NS, 1, seq, seq + 1), 100_000, this::push);
    assertThat(pushed).hasSize(1);
    assertThat(many.nextDeadlineMillis()).isEqualTo(100_500);
  }

  @Test
  void who_has_had_enough_deltas_gets_the_next_one_later_and_whole() {
    windows.set(NS, new FolderSettings(100, 1, false), 0, this::push);
    windows.offer(change(NS, 1, 0, 1), 1_000, this::push);
    windows.offer(change(NS, 1, 1, 2), 1_050, this::push);
    windows.flushDue(1_100, this::push);
    assertThat(pushed).hasSize(1);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(2_000);
    windows.offer(change(NS, 1, 2, 3), 1_999, this::push);
    windows.flushDue(2_000, this::push);

    assertThat(pushed).extracting(Delta::to).containsExactly(1L, 3L);
    assertThat(seqs(pushed.getLast())).containsExactly(2L, 3L);
  }

  @Test
  void a_folder_that_is_quiet_but_has_had_enough_deltas_is_not_forgotten() {
    windows.set(NS, new FolderSettings(100, 1, false), 0, this::push);
    windows.offer(change(NS, 1, 0, 1), 1_000, this::push);
    windows.flushDue(1_100, this::push);
    assertThat(windows.size()).isEqualTo(1);
    windows.offer(change(NS, 1, 1, 2), 1_200, this::push);
    assertThat(pushed).hasSize(1);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(2_000);
    windows.flushDue(2_000, this::push);
    assertThat(pushed).hasSize(2);
    windows.flushDue(2_100, this::push);
    windows.flushDue(3_000, this::push);
    assertThat(windows.size()).isZero();
  }

  @Test
  void a_jump_beyond_the_bound_becomes_one_delta_over_the_gap() {
    windows.set(NS, new FolderSettings(0, 1, false), 0, this::push);
    windows.offer(change(NS, 1, 0, 1), 1_000, this::push);
    windows.offer(change(NS, 1, 1, 2), 1_001, this::push);
    windows.offer(change(NS, 1, 8, 9), 1_002, this::push);
    windows.flushDue(2_000, this::push);

    assertThat(pushed).extracting(Delta::to).containsExactly(1L, 9L);
    assertThat(pushed.getLast().from()).isEqualTo(1);
    assertThat(pushed.getLast().truncated()).isTrue();
    assertThat(seqs(pushed.getLast())).containsExactly(2L);
  }

  @Test
  void a_window_that_is_made_shorter_ends_sooner_and_one_that_is_made_longer_later() {
    windows.offer(change(NS, 1, 0, 1), 1_000, this::push);
    windows.offer(change(NS, 1, 1, 2), 1_050, this::push);
    windows.set(NS, new FolderSettings(5_000, 0, false), 1_100, this::push);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(6_000);
    windows.set(NS, new FolderSettings(100, 0, false), 1_200, this::push);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(1_200);
    windows.flushDue(1_200, this::push);
    assertThat(pushed).extracting(Delta::to).containsExactly(1L, 2L);
    windows.set(NS, FolderSettings.UNSET, 1_210, this::push);
    assertThat(windows.settings(NS)).isEqualTo(FolderSettings.UNSET);
    assertThat(windows.nextDeadlineMillis()).isEqualTo(1_700);
  }

  @Test
  void nothing_of_a_muted_folder_is_pushed_until_it_is_not_and_then_all_is_told() {
    windows.offer(change(NS, 1, 0, 1), 1_000, this::push);
    windows.offer(change(NS, 1, 1, 3), 1_001, this::push);
    windows.set(NS, new FolderSettings(0, 0, true), 1_002, this::push);
    windows.offer(change(NS, 1, 3, 4), 1_003, this::push);
    windows.offer(change(NS, 1, 9, 12), 5_000, this::push);
    assertThat(windows.notice(NS, 1, 20)).isFalse();
    assertThat(windows.notice(OTHER, 1, 20)).isTrue();
    windows.flushDue(9_000, this::push);
    assertThat(pushed).hasSize(1);
    assertThat(windows.size()).isZero();

    windows.set(NS, FolderSettings.UNSET, 10_000, this::push);
    assertThat(pushed).hasSize(2);
    assertThat(pushed.getLast().from()).isEqualTo(1);
    assertThat(pushed.getLast().to()).isEqualTo(20);
    assertThat(pushed.getLast().truncated()).isTrue();
    assertThat(pushed.getLast().changes()).isEmpty();
    windows.set(NS, new FolderSettings(700, 0, false), 10_001, this::push);
    windows.offer(change(NS, 1, 20, 21), 10_002, this::push);
    assertThat(pushed.getLast().to()).isEqualTo(21);
  }

  @Test
  void a_muted_folder_in_which_nothing_happens_tells_nothing_and_keeps_to_the_newest_journal() {
    windows.set(NS, new FolderSettings(0, 0, true), 0, this::push);
    windows.set(NS, FolderSettings.UNSET, 1, this::push);
    assertThat(pushed).isEmpty();
    windows.set(NS, new FolderSettings(0, 0, true), 2, this::push);
    windows.offer(change(NS, 1, 5, 9), 3, this::push);
    windows.offer(change(NS, 2, 3, 4), 4, this::push);
    windows.offer(change(NS, 1, 9, 10), 5, this::push);
    windows.set(NS, FolderSettings.UNSET, 6, this::push);
    assertThat(pushed).hasSize(1);
    assertThat(pushed.getLast().epoch()).isEqualTo(2);
    assertThat(pushed.getLast().from()).isEqualTo(3);
    assertThat(pushed.getLast().to()).isEqualTo(4);
  }

  @Property(tries = 300)
  void whatever_is_set_meanwhile_nothing_is_left_out_and_there_are_not_more_deltas_than_set(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 700) Integer> pauses,
      @ForAll @Size(min = 60, max = 60) List<@IntRange(min = 0, max = 9) Integer> dice,
      @ForAll @IntRange(min = 1, max = 12) int perSecond) {
    List<Delta> out = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    FolderWindows under = new FolderWindows(new WindowPolicy(500), 10, _ -> 1_000);
    boolean muted = false;
    long[] now = {-5_000};
    Consumer<Push> take =
        push -> {
          out.add(push.delta());
          if (push.reason() != Push.Reason.UNMUTED) {
            times.add(now[0]);
          }
        };
    under.set(NS, new FolderSettings(100, perSecond, false), now[0], take);
    long seq = 0;
    for (int index = 0; index < pauses.size(); index++) {
      long until = now[0] + pauses.get(index);
      while (under.nextDeadlineMillis() <= until) {
        now[0] = Math.max(now[0], under.nextDeadlineMillis());
        under.flushDue(now[0], take);
      }
      now[0] = until;
      if (dice.get(index) == 0) {
        muted = !muted;
        under.set(NS, new FolderSettings(100, perSecond, muted), now[0], take);
        if (muted) {
          times.clear();
        }
      } else if (dice.get(index) == 1) {
        under.set(NS, new FolderSettings(3_000, perSecond, muted), now[0], take);
      }
      int before = out.size();
      boolean quiet = under.size() == 0;
      under.offer(change(NS, 1, seq, seq + 1 + index % 3), now[0], take);
      seq += 1 + index % 3;
      assertThat(out.size() - before).isEqualTo(quiet && !muted ? 1 : out.size() - before);
      if (muted) {
        assertThat(out).hasSize(before);
      }
    }
    under.set(NS, new FolderSettings(100, perSecond, false), now[0], take);
    while (under.nextDeadlineMillis() != Long.MAX_VALUE) {
      now[0] = Math.max(now[0], under.nextDeadlineMillis());
      under.flushDue(now[0], take);
    }

    long at = 0;
    for (Delta delta : out) {
      assertThat(delta.from()).isEqualTo(at);
      at = delta.to();
    }
    assertThat(at).isEqualTo(seq);
    for (int first = 0; first < times.size(); first++) {
      for (int last = first; last < times.size(); last++) {
        double seconds = (times.get(last) - times.get(first) + 1) / 1_000.0;
        assertThat(last - first + 1.0)
            .isLessThanOrEqualTo(1 + perSecond / 10 + perSecond * seconds);
      }
    }
  }

  @Property(tries = 200)
  void pushes_of_a_stream_without_holes_have_none_and_end_at_its_end(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 400) Integer> pauses,
      @ForAll @Size(min = 40, max = 40) List<@IntRange(min = 1, max = 150) Integer> sizes) {
    List<Delta> out = new ArrayList<>();
    FolderWindows under = new FolderWindows(new WindowPolicy(500), 10, _ -> 1);
    long now = 0;
    long seq = 0;
    for (int index = 0; index < pauses.size(); index++) {
      now += pauses.get(index);
      while (under.nextDeadlineMillis() <= now) {
        under.flushDue(under.nextDeadlineMillis(), push -> out.add(push.delta()));
      }
      long to = seq + sizes.get(index);
      FolderChange change = new FolderChange(NS, 1, Entries.range(seq, to));
      under.offer(change, now, push -> out.add(push.delta()));
      seq = to;
    }
    while (under.nextDeadlineMillis() != Long.MAX_VALUE) {
      under.flushDue(under.nextDeadlineMillis(), push -> out.add(push.delta()));
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
