package io.tidemark.folder;

import static io.tidemark.flow.Entries.change;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentHeadsTest {
  private static final UUID NS = new UUID(1, 1);

  @Test
  void the_newest_head_is_known() {
    RecentHeads heads = new RecentHeads(10, 0);
    heads.note(change(NS, 2, 0, 3), 5);
    heads.note(change(NS, 2, 3, 4), 6);

    RecentHeads.Head head = Objects.requireNonNull(heads.of(NS));
    assertThat(head.seq()).isEqualTo(4);
    assertThat(head.epoch()).isEqualTo(2);
    assertThat(heads.of(new UUID(1, 2))).isNull();
  }

  @Test
  void what_passed_before_it_listened_is_unknown() {
    RecentHeads heads = new RecentHeads(10, 100);

    assertThat(heads.covers(100)).isFalse();
    assertThat(heads.covers(101)).isTrue();
  }

  @Test
  void what_had_to_go_for_space_is_unknown_and_it_says_so() {
    RecentHeads heads = new RecentHeads(2, 0);
    heads.note(change(new UUID(1, 1), 1, 0, 1), 10);
    heads.note(change(new UUID(1, 2), 1, 0, 1), 20);
    heads.note(change(new UUID(1, 1), 1, 1, 2), 30);
    assertThat(heads.covers(5)).isTrue();

    heads.note(change(new UUID(1, 3), 1, 0, 1), 40);

    assertThat(heads.of(new UUID(1, 2))).isNull();
    assertThat(heads.covers(20)).isFalse();
    assertThat(heads.covers(21)).isTrue();
  }
}
