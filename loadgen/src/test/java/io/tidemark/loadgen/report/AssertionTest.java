package io.tidemark.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssertionTest {
  private final RunReport report = Reports.run(50, 0, 1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "push.p50<60ms",
        "push.p50 < 0.06 s",
        "push.p50>50000us",
        "push.max<=100.1ms",
        "lost==0",
        "push.rate>=49.9",
        "push.rate>=49/s",
        "coalesced>=99.8%",
        "coalesced<0.999",
        "hub.resident==3MiB",
        "push.count==10000",
        "push.p99.9<100ms",
        "lost!=1"
      })
  void what_holds_is_kept(String text) {
    assertThat(Assertion.parse(text).check(report).kept()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "push.p50<40ms",
        "push.p50>=51 ms",
        "lost>0",
        "push.rate>51",
        "coalesced>=99.9%",
        "hub.resident<3MiB",
        "lost!=0"
      })
  void what_does_not_hold_is_broken_and_says_what_was_measured(String text) {
    Assertion.Outcome outcome = Assertion.parse(text).check(report);
    assertThat(outcome.kept()).isFalse();
    assertThat(outcome.said()).startsWith(text + ": ").matches(".*\\d.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"push.p50", "push.p50<", "<5", "lost=0", "lost=>0", "lost<five", ""})
  void what_is_no_assertion_is_refused_with_the_form(String text) {
    assertThatThrownBy(() -> Assertion.parse(text))
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("push.p99<100ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"push.p50<5parsecs", "lost<5 ms2"})
  void a_unit_that_nothing_is_measured_in_is_refused(String text) {
    assertThatThrownBy(() -> Assertion.parse(text)).hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"push.p50<100", "push.p50<100MiB", "lost<1ms", "hub.resident<5"})
  void a_number_of_another_unit_is_broken_and_told(String text) {
    Assertion.Outcome outcome = Assertion.parse(text).check(report);
    assertThat(outcome.kept()).isFalse();
    assertThat(outcome.said()).contains("expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pull.p99<1s", "push.p101<1s", "losst==0"})
  void a_figure_that_the_run_has_not_is_broken_and_told_with_those_it_has(String text) {
    Assertion.Outcome outcome = Assertion.parse(text).check(report);
    assertThat(outcome.kept()).isFalse();
    assertThat(outcome.said()).contains("no figure", "lost", "push.p99.9");
  }
}
