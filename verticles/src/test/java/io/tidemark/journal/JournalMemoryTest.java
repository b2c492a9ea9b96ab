package io.tidemark.journal;

import static io.tidemark.flow.Entries.change;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.JournalEntry;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JournalMemoryTest {
  private static final UUID NS = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);
  private static final UUID THIRD = new UUID(1, 3);

  private final JournalMemory memory = memory(100, 100, 1 << 20);

  private static JournalMemory memory(int namespaces, int entries, long bytes) {
    return new JournalMemory(new JournalMemory.Bounds(namespaces, entries, bytes), 0);
  }

  @Test
  void what_passed_is_the_head_and_can_be_read_from_any_place_in_it() {
    memory.append(change(NS, 2, 3, 5), 5);
    memory.append(change(NS, 2, 5, 9), 6);

    assertThat(memory.head(NS)).isEqualTo(new JournalMemory.Head(2, 9));
    assertThat(memory.head(OTHER)).isNull();
    assertThat(read(NS, 2, 3, 100)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(read(NS, 2, 6, 2)).containsExactly(7L, 8L);
    assertThat(Objects.requireNonNull(memory.read(NS, 2, 6, 2)).head()).isEqualTo(9);
  }

  @Test
  void of_what_it_does_not_have_it_says_nothing() {
    memory.append(change(NS, 2, 3, 5), 5);

    assertThat(memory.read(NS, 2, 2, 100)).isNull();
    assertThat(memory.read(NS, 2, 5, 100)).isNull();
    assertThat(memory.read(NS, 2, 6, 100)).isNull();
    assertThat(memory.read(NS, 1, 3, 100)).isNull();
    assertThat(memory.read(NS, 3, 3, 100)).isNull();
    assertThat(memory.read(OTHER, 2, 3, 100)).isNull();
  }

  @Test
  void repeats_add_nothing_and_overlaps_only_what_is_new() {
    memory.append(change(NS, 1, 0, 5), 5);
    memory.append(change(NS, 1, 1, 3), 6);
    memory.append(change(NS, 1, 3, 7), 7);

    assertThat(read(NS, 1, 0, 100)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void after_a_hole_only_what_came_after_it_is_told() {
    memory.append(change(NS, 1, 0, 3), 5);
    memory.append(change(NS, 1, 4, 6), 6);

    assertThat(memory.read(NS, 1, 0, 100)).isNull();
    assertThat(memory.read(NS, 1, 3, 100)).isNull();
    assertThat(read(NS, 1, 4, 100)).containsExactly(5L, 6L);
  }

  @Test
  void a_new_incarnation_begins_anew_and_the_old_one_is_ignored() {
    memory.append(change(NS, 1, 0, 9), 5);
    memory.append(change(NS, 2, 0, 2), 6);
    memory.append(change(NS, 1, 9, 12), 7);

    assertThat(memory.head(NS)).isEqualTo(new JournalMemory.Head(2, 2));
    assertThat(read(NS, 2, 0, 100)).containsExactly(1L, 2L);
    memory.learnHead(NS, 3, 0, 8);
    assertThat(memory.head(NS)).isEqualTo(new JournalMemory.Head(3, 0));
    assertThat(memory.read(NS, 2, 0, 100)).isNull();
  }

  @Test
  void a_head_that_was_read_ahead_of_the_stream_does_not_break_the_tail() {
    memory.append(change(NS, 1, 0, 3), 5);
    memory.learnHead(NS, 1, 6, 6);
    memory.learnHead(NS, 1, 4, 6);

    assertThat(memory.head(NS)).isEqualTo(new JournalMemory.Head(1, 6));
    CatchUpPage page = Objects.requireNonNull(memory.read(NS, 1, 1, 100));
    assertThat(page.head()).isEqualTo(6);
    assertThat(page.entries()).hasSize(2);
    memory.append(change(NS, 1, 3, 6), 7);
    assertThat(read(NS, 1, 0, 100)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void a_tail_keeps_the_newest_entries() {
    JournalMemory narrow = memory(100, 8, 1 << 20);
    for (int seq = 0; seq < 100; seq++) {
      narrow.append(change(NS, 1, seq, seq + 1), seq);
    }

    assertThat(narrow.read(NS, 1, 88, 100)).isNull();
    assertThat(Objects.requireNonNull(narrow.read(NS, 1, 92, 100)).entries()).hasSize(8);
  }

  @Test
  void bytes_are_bounded_and_who_was_quiet_longest_pays_with_entries_but_keeps_the_head() {
    JournalMemory small = memory(100, 100, 4_000);
    small.append(change(NS, 1, 0, 8), 1);
    small.append(change(OTHER, 1, 0, 8), 2);
    assertThat(small.bytes()).isBetween(2_000L, 4_000L);
    small.append(change(THIRD, 1, 0, 8), 3);

    assertThat(small.bytes()).isLessThanOrEqualTo(4_000);
    assertThat(small.head(NS)).isEqualTo(new JournalMemory.Head(1, 8));
    assertThat(small.read(NS, 1, 0, 100)).isNull();
    assertThat(small.read(OTHER, 1, 0, 100)).isNotNull();
    assertThat(small.read(THIRD, 1, 0, 100)).isNotNull();
    small.append(change(THIRD, 1, 8, 98), 4);
    assertThat(small.bytes()).isBetween(2_000L, 4_000L);
    assertThat(small.read(THIRD, 1, 90, 100)).isNotNull();
    assertThat(small.withEntries()).containsExactly(THIRD);
  }

  @Test
  void what_passed_before_it_listened_is_unknown() {
    JournalMemory begins = new JournalMemory(new JournalMemory.Bounds(10, 10, 1 << 20), 100);

    assertThat(begins.covers(NS, 100)).isFalse();
    assertThat(begins.covers(NS, 101)).isTrue();
  }

  @Test
  void what_had_to_go_for_space_is_unknown_and_it_says_so() {
    JournalMemory two = memory(2, 10, 1 << 20);
    two.append(change(NS, 1, 0, 1), 10);
    two.append(change(OTHER, 1, 0, 1), 20);
    two.append(change(NS, 1, 1, 2), 30);
    assertThat(two.covers(THIRD, 5)).isTrue();
    two.append(change(THIRD, 1, 0, 1), 40);

    assertThat(two.head(OTHER)).isNull();
    assertThat(two.covers(OTHER, 20)).isFalse();
    assertThat(two.covers(OTHER, 21)).isTrue();
    assertThat(two.covers(NS, 5)).isTrue();
  }

  @Test
  void who_is_asked_for_stays() {
    JournalMemory two = memory(2, 10, 1 << 20);
    two.append(change(NS, 1, 0, 1), 10);
    two.append(change(OTHER, 1, 0, 1), 20);
    assertThat(two.head(NS)).isNotNull();
    two.append(change(THIRD, 1, 0, 1), 40);

    assertThat(two.head(NS)).isNotNull();
    assertThat(two.head(OTHER)).isNull();
  }

  @Test
  void a_head_that_was_read_before_something_was_forgotten_is_not_taken() {
    JournalMemory one = memory(1, 10, 1 << 20);
    one.append(change(NS, 1, 0, 6), 20);
    one.append(change(OTHER, 1, 0, 1), 30);
    // Read before 6 passed; 6 passed and was forgotten: 5 would be wrong.
    one.learnHead(NS, 1, 5, 10);
    assertThat(one.head(NS)).isNull();
    one.learnHead(NS, 1, 6, 25);
    assertThat(one.head(NS)).isEqualTo(new JournalMemory.Head(1, 6));
  }

  @Test
  void when_the_stream_has_lost_something_all_is_forgotten() {
    memory.append(change(NS, 1, 0, 6), 20);
    memory.forget(30);

    assertThat(memory.head(NS)).isNull();
    assertThat(memory.covers(NS, 30)).isFalse();
    assertThat(memory.bytes()).isZero();
    memory.append(change(NS, 1, 6, 7), 40);
    assertThat(Objects.requireNonNull(memory.tail(NS)).to()).isEqualTo(7);
  }

  private List<Long> read(UUID ns, int epoch, long after, int limit) {
    return Objects.requireNonNull(memory.read(ns, epoch, after, limit)).entries().stream()
        .map(JournalEntry::seq)
        .toList();
  }
}
