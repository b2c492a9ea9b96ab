package io.tidemark.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RepeatFilterTest {
  private static final UUID NS = new UUID(1, 1);
  private final RepeatFilter filter = new RepeatFilter(2);

  @Test
  void repeats_are_dropped_and_what_is_partly_new_is_cut() {
    assertThat(filter.fresh(change(NS, 1, 1, 3))).isEqualTo(change(NS, 1, 1, 3));
    assertThat(filter.fresh(change(NS, 1, 2, 3))).isNull();
    FolderChange rest = filter.fresh(change(NS, 1, 2, 5));
    assertThat(rest.entries()).extracting(JournalEntry::seq).containsExactly(4L, 5L);
  }

  @Test
  void a_hole_is_passed_on_for_its_reader_to_see() {
    filter.fresh(change(NS, 1, 1, 1));
    assertThat(filter.fresh(change(NS, 1, 7, 8)).from()).isEqualTo(6);
  }

  @Test
  void another_epoch_begins_anew() {
    filter.fresh(change(NS, 1, 1, 9));
    assertThat(filter.fresh(change(NS, 2, 1, 1))).isNotNull();
  }

  @Test
  void only_the_namespaces_last_seen_are_remembered() {
    filter.fresh(change(NS, 1, 1, 1));
    filter.fresh(change(new UUID(2, 2), 1, 1, 1));
    filter.fresh(change(new UUID(3, 3), 1, 1, 1));
    assertThat(filter.fresh(change(NS, 1, 1, 1))).isNotNull();
  }

  private static FolderChange change(UUID ns, int epoch, long first, long last) {
    List<JournalEntry> entries =
        LongStream.rangeClosed(first, last)
            .mapToObj(seq -> new JournalEntry(seq, NS, NOTHING, 0))
            .toList();
    return new FolderChange(ns, epoch, entries);
  }

  private static final byte[] NOTHING = new byte[0];
}
