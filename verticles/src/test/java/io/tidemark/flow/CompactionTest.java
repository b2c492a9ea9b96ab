package io.tidemark.flow;

import static io.tidemark.flow.Entries.entry;
import static io.tidemark.flow.Entries.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.protocol.Limits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CompactionTest {
  private static final UUID NS = new UUID(1, 1);

  @Test
  void of_several_changes_of_a_file_the_newest_stands_in_its_place() {
    Compaction compaction = new Compaction(10, 100);
    compaction.add(entry(11, 1));
    compaction.add(entry(12, 2));
    compaction.add(entry(13, 1));

    Delta delta = compaction.toDelta(NS, 3);

    assertThat(seqs(delta)).containsExactly(12L, 13L);
    assertThat(delta.from()).isEqualTo(10);
    assertThat(delta.to()).isEqualTo(13);
    assertThat(delta.epoch()).isEqualTo(3);
    assertThat(delta.truncated()).isFalse();
    assertThat(delta.oldestCommitMicros()).isEqualTo(11_000);
  }

  @Test
  void a_repeated_entry_is_ignored() {
    Compaction compaction = new Compaction(0, 100);
    compaction.add(entry(1, 1));
    compaction.add(entry(1, 1));

    assertThat(seqs(compaction.toDelta(NS, 1))).containsExactly(1L);
  }

  @Test
  void a_hole_is_refused() {
    Compaction compaction = new Compaction(0, 100);

    assertThatThrownBy(() -> compaction.add(entry(2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not follow 0");
  }

  @Test
  void the_hundred_and_first_file_truncates_and_the_end_moves_on() {
    Compaction compaction = new Compaction(0, 100);
    Entries.range(0, 101).forEach(compaction::add);
    compaction.add(entry(102, 102));

    Delta delta = compaction.toDelta(NS, 1);

    assertThat(delta.truncated()).isTrue();
    assertThat(delta.changes()).hasSize(100);
    assertThat(seqs(delta)).startsWith(1L).endsWith(100L);
    assertThat(delta.to()).isEqualTo(102);
  }

  @Test
  void a_hundred_files_are_whole_however_often_they_change() {
    Compaction compaction = new Compaction(0, 100);
    Entries.range(0, 100).forEach(compaction::add);

    assertThat(compaction.fits(entry(101, 7))).isTrue();
    assertThat(compaction.fits(entry(101, 101))).isFalse();
    compaction.add(entry(101, 7));

    assertThat(compaction.toDelta(NS, 1).truncated()).isFalse();
  }

  @Test
  void large_changes_truncate_earlier_but_one_always_fits() {
    Compaction compaction = new Compaction(0, 100);
    compaction.add(large(1, 1, Limits.DELTA_BYTES + 1));
    assertThat(compaction.fits(large(2, 1, 2 * Limits.DELTA_BYTES))).isTrue();
    assertThat(compaction.fits(entry(2, 2))).isFalse();
    compaction.add(large(2, 1, 100));
    compaction.add(large(3, 2, Limits.DELTA_BYTES - 200));
    assertThat(compaction.fits(large(4, 3, 100))).isTrue();
    assertThat(compaction.fits(large(4, 3, 101))).isFalse();
    compaction.add(large(4, 3, 101));

    Delta delta = compaction.toDelta(NS, 1);
    assertThat(delta.truncated()).isTrue();
    assertThat(delta.to()).isEqualTo(4);
    assertThat(delta.changes()).extracting(JournalEntry::seq).containsExactly(2L, 3L);
  }

  private static JournalEntry large(long seq, int file, int bytes) {
    return new JournalEntry(seq, Entries.file(file), new byte[bytes], seq * 1000);
  }

  @Test
  void an_end_whose_entries_are_unknown_truncates() {
    Compaction compaction = new Compaction(0, 100);
    compaction.add(entry(1, 1));
    compaction.skipTo(1);
    assertThat(compaction.toDelta(NS, 1).truncated()).isFalse();

    compaction.skipTo(500);
    assertThat(compaction.toDelta(NS, 1).truncated()).isTrue();
    assertThat(compaction.to()).isEqualTo(500);
  }

  /** Inlined changes, then the journal after the last of them, give the state at the end. */
  @Property(tries = 300)
  void what_is_truncated_can_be_completed_from_the_journal(
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 12) Integer> files,
      @ForAll @IntRange(min = 1, max = 8) int limit) {
    Compaction compaction = new Compaction(0, limit);
    Map<Integer, Long> truth = new HashMap<>();
    for (int index = 0; index < files.size(); index++) {
      compaction.add(entry(index + 1, files.get(index)));
      truth.put(files.get(index), index + 1L);
    }
    Delta delta = compaction.toDelta(NS, 1);

    Map<Integer, Long> device = new HashMap<>();
    long applied = 0;
    for (long seq : seqs(delta)) {
      assertThat(seq).isGreaterThan(applied);
      applied = seq;
      assertThat(device.put(files.get((int) seq - 1), seq)).isNull();
    }
    if (delta.truncated()) {
      for (long seq = applied + 1; seq <= delta.to(); seq++) {
        device.put(files.get((int) seq - 1), seq);
      }
    }
    assertThat(delta.changes().size()).isLessThanOrEqualTo(limit);
    assertThat(device).isEqualTo(truth);
  }
}
