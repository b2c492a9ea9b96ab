package io.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.session.AckRules.Verdict;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AckRulesTest {
  private final Track track = new Track(new UUID(1, 1), 1, 10, 20);

  @Test
  void an_ack_goes_up_to_what_was_sent() {
    track.sent = 15;

    assertThat(AckRules.judge(track, 11)).isEqualTo(Verdict.ADVANCES);
    assertThat(AckRules.judge(track, 15)).isEqualTo(Verdict.ADVANCES);
    assertThat(AckRules.judge(track, 16)).isEqualTo(Verdict.AHEAD);
  }

  @Test
  void an_ack_that_goes_down_or_repeats_is_ignored() {
    assertThat(AckRules.judge(track, 10)).isEqualTo(Verdict.IGNORED);
    assertThat(AckRules.judge(track, 0)).isEqualTo(Verdict.IGNORED);
  }

  @Test
  void an_ack_for_a_namespace_one_is_not_in_is_foreign() {
    assertThat(AckRules.judge(null, 1)).isEqualTo(Verdict.FOREIGN);
  }

  @Test
  void acks_of_a_journal_that_was_replaced_do_not_count_for_the_new_one() {
    DeviceSession session = new DeviceSession(1);
    Track told = session.open(new UUID(1, 2), 1, 300, 300);
    session.reset(told, 2, 145);
    session.offer(told.ns, 2, 145, 310, true);

    assertThat(AckRules.judge(told, 293)).as("perhaps of the old one").isEqualTo(Verdict.IGNORED);
    assertThat(AckRules.judge(told, 311)).as("above what was sent").isEqualTo(Verdict.IGNORED);
    assertThat(AckRules.judge(told, 301)).isEqualTo(Verdict.ADVANCES);
    session.acked(told, 301);

    assertThat(AckRules.judge(told, 311)).as("no longer in doubt").isEqualTo(Verdict.AHEAD);
  }

  @Test
  void acks_of_a_membership_that_has_ended_do_not_count_for_the_next() {
    DeviceSession session = new DeviceSession(1);
    Track first = session.open(new UUID(1, 2), 1, 34, 34);
    session.close(first.ns);
    Track second = session.open(first.ns, 1, 0, 36);
    session.sent(second, 36);

    assertThat(AckRules.judge(second, 34)).as("it has nothing yet").isEqualTo(Verdict.IGNORED);
    assertThat(AckRules.judge(second, 37)).isEqualTo(Verdict.IGNORED);
    assertThat(AckRules.judge(second, 36)).isEqualTo(Verdict.ADVANCES);
  }

  @Test
  void a_reset_of_the_same_journal_leaves_no_doubt() {
    DeviceSession session = new DeviceSession(1);
    Track told = session.open(new UUID(1, 2), 1, 10, 300);
    session.reset(told, 1, 300);

    assertThat(AckRules.judge(told, 305)).isEqualTo(Verdict.AHEAD);
  }
}
