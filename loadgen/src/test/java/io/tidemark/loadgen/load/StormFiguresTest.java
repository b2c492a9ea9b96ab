package io.tidemark.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.loadgen.swarm.SwarmGroup.SpanSummary;
import io.tidemark.loadgen.swarm.Timeline;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class StormFiguresTest {
  private static final UUID NS = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);
  private static final long SECOND = 1_000_000;

  @Test
  void two_deltas_a_second_for_a_thousand_commits_spare_998_of_1000_pushes() {
    assertThat(StormFigures.suppressed(60_000, 10_000, 120 * 10_000))
        .isCloseTo(0.998, within(1e-9));
    assertThat(StormFigures.deltasPerSecond(120 * 10_000, 10_000, 60)).isEqualTo(2);
  }

  @Test
  void nothing_committed_spares_nothing() {
    assertThat(StormFigures.suppressed(0, 10, 0)).isZero();
    assertThat(StormFigures.deltasPerSecond(5, 0, 1)).isZero();
  }

  @Test
  void a_commit_that_was_answered_and_is_in_no_journal_is_lost() {
    assertThat(StormFigures.lost(10, 8)).isEqualTo(2);
    assertThat(StormFigures.lost(8, 10)).isZero();
  }

  @Test
  void the_last_device_is_at_head_so_long_after_the_last_stamp() {
    Timeline timeline = timeline(4);
    assertThat(StormFigures.lastToHeadMicros(timeline, 4 * SECOND + 7)).isEqualTo(7);
    assertThat(StormFigures.lastToHeadMicros(timeline, 0)).isEqualTo(-1);
  }

  @Test
  void the_leading_edge_counts_from_the_first_entry_to_the_first_device() {
    List<SpanSummary> spans =
        List.of(
            new SpanSummary(NS, 0, 1, 10, SECOND + 12_000, SECOND + 90_000),
            new SpanSummary(NS, 1, 4, 10, 2 * SECOND + 500_000, 3 * SECOND),
            new SpanSummary(OTHER, 0, 1, 10, 9 * SECOND, 9 * SECOND));
    Histogram first = StormFigures.stampToFirst(spans, timeline(4));
    assertThat(first.getTotalCount()).isEqualTo(2);
    assertThat(first.getMinValue()).isBetween(11_900L, 12_100L);
    assertThat(first.getMaxValue()).isBetween(499_000L, 501_000L);
    assertThat(StormFigures.windows(spans, timeline(4))).isEqualTo(2);
  }

  @Test
  void a_timeline_knows_which_entry_is_the_newest_of_its_file() {
    Timeline timeline =
        Heads.timeline(NS, 10, List.of(change(11, 1), change(12, 2), change(13, 1)));
    assertThat(timeline.first()).isEqualTo(11);
    assertThat(timeline.last()).isEqualTo(13);
    assertThat(timeline.nextOfFile()).containsExactly(13, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(timeline.stamp(12)).isEqualTo(12 * SECOND);
  }

  @Test
  void a_journal_with_a_hole_is_told() {
    assertThatThrownBy(() -> Heads.timeline(NS, 10, List.of(change(11, 1), change(13, 1))))
        .hasMessageContaining("seq 13 where 12 was expected");
  }

  private static Timeline timeline(int entries) {
    List<Change> changes = new java.util.ArrayList<>();
    for (int seq = 1; seq <= entries; seq++) {
      changes.add(change(seq, seq));
    }
    return Heads.timeline(NS, 0, changes);
  }

  private static Change change(long seq, long file) {
    return new Change(
        seq,
        ChangeOp.COMMIT,
        EntryKind.FILE,
        new UUID(7, file),
        null,
        "f",
        "/f",
        1,
        1,
        Instant.ofEpochSecond(seq),
        "u",
        "d",
        null,
        null,
        null);
  }
}
