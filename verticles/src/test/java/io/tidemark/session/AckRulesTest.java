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
}
