package io.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.Delta;
import io.tidemark.flow.Entries;
import io.tidemark.protocol.ResetReason;
import io.tidemark.session.CatchUpPlan.Step;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CatchUpPlanTest {
  private static final UUID NS = new UUID(1, 1);

  @Test
  void a_page_up_to_head_is_one_delta() {
    List<Step> steps = plan(5, new CatchUpPage(1, 8, Entries.range(5, 8)));

    assertThat(deltas(steps)).extracting(Delta::from).containsExactly(5L);
    assertThat(deltas(steps)).extracting(Delta::to).containsExactly(8L);
    assertThat(deltas(steps).getFirst().truncated()).isFalse();
  }

  @Test
  void what_was_pushed_meanwhile_is_left_out() {
    List<Step> steps = plan(7, new CatchUpPage(1, 8, Entries.range(5, 8)));

    assertThat(deltas(steps)).extracting(Delta::from).containsExactly(7L);
    assertThat(Entries.seqs(deltas(steps).getFirst())).containsExactly(8L);
  }

  @Test
  void a_page_that_pushes_have_overtaken_is_nothing_to_say() {
    assertThat(plan(1200, new CatchUpPage(1, 2_000, Entries.range(0, 1000)))).isEmpty();
  }

  @Test
  void nothing_new_is_nothing_to_say() {
    assertThat(plan(8, new CatchUpPage(1, 8, List.of()))).isEmpty();
    assertThat(plan(9, new CatchUpPage(1, 8, List.of()))).isEmpty();
  }

  @Test
  void more_than_a_hundred_files_are_several_whole_deltas() {
    List<Step> steps = plan(0, new CatchUpPage(1, 250, Entries.range(0, 250)));

    assertThat(deltas(steps)).extracting(Delta::to).containsExactly(100L, 200L, 250L);
    assertThat(deltas(steps)).extracting(Delta::truncated).containsOnly(false);
  }

  @Test
  void further_behind_than_a_page_is_one_truncated_delta_to_head() {
    List<Step> steps = plan(0, new CatchUpPage(1, 5_000, Entries.range(0, 1000)));

    assertThat(deltas(steps)).hasSize(1);
    Delta delta = deltas(steps).getFirst();
    assertThat(delta.to()).isEqualTo(5_000);
    assertThat(delta.truncated()).isTrue();
    assertThat(Entries.seqs(delta)).startsWith(1L).endsWith(100L);
  }

  @Test
  void a_head_that_is_newer_than_the_entries_is_left_for_the_next_read() {
    List<Step> steps = plan(0, new CatchUpPage(1, 12, Entries.range(0, 10)));

    assertThat(deltas(steps)).extracting(Delta::to).containsExactly(10L);
    assertThat(deltas(steps)).extracting(Delta::truncated).containsExactly(false);
  }

  @Test
  void a_journal_that_begins_later_is_a_reset() {
    List<Step> steps = plan(3, new CatchUpPage(1, 12, Entries.range(9, 12)));

    assertThat(steps).containsExactly(new Step.Reset(ResetReason.HISTORY, 1, 12));
  }

  @Test
  void a_journal_without_the_entries_below_its_head_is_a_reset() {
    assertThat(plan(3, new CatchUpPage(1, 12, List.of())))
        .containsExactly(new Step.Reset(ResetReason.HISTORY, 1, 12));
  }

  @Test
  void another_epoch_is_a_reset_and_an_older_one_is_stale() {
    assertThat(plan(3, new CatchUpPage(2, 2, List.of())))
        .containsExactly(new Step.Reset(ResetReason.EPOCH, 2, 2));
    assertThat(plan(3, new CatchUpPage(0, 12, Entries.range(3, 12)))).isEmpty();
  }

  private static List<Step> plan(long sent, CatchUpPage page) {
    return CatchUpPlan.of(NS, 1, sent, page, 1000);
  }

  private static List<Delta> deltas(List<Step> steps) {
    return steps.stream().map(step -> ((Step.Send) step).delta()).toList();
  }
}
