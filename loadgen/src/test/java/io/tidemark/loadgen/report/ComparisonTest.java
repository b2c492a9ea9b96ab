package io.tidemark.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.report.Comparison.Line;
import io.tidemark.loadgen.report.Comparison.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static Line line(List<RunReport> before, List<RunReport> after, String figure) {
    return new Comparison(before, after, 0.05)
        .lines().stream().filter(line -> line.name().equals(figure)).findFirst().orElseThrow();
  }

  private static Verdict rate(RunReport before, RunReport after) {
    return line(List.of(before), List.of(after), "push.rate").verdict();
  }

  private static RunReport lost(long count) {
    return new RunReport("push", Instant.EPOCH).fault("lost", count);
  }

  private static RunReport alone(double value) {
    return new RunReport("push", Instant.EPOCH).figure("x", value, Unit.CPUS, Better.LOWER);
  }

  @Test
  void a_difference_no_larger_than_what_the_seconds_vary_by_is_noise() {
    assertThat(rate(Reports.run(100, 20, 1), Reports.run(100, 20, 2))).isEqualTo(Verdict.NOISE);
  }

  @Test
  void a_difference_beyond_it_counts_in_both_directions() {
    assertThat(rate(Reports.run(100, 2, 1), Reports.run(120, 2, 2))).isEqualTo(Verdict.BETTER);
    assertThat(rate(Reports.run(120, 2, 1), Reports.run(100, 2, 2))).isEqualTo(Verdict.WORSE);
  }

  @Test
  void a_real_difference_that_nobody_cares_about_is_small() {
    assertThat(rate(Reports.run(1_000, 2, 1), Reports.run(1_010, 2, 2))).isEqualTo(Verdict.SMALL);
  }

  @Test
  void one_lost_change_is_worse_whatever_the_noise() {
    assertThat(line(List.of(lost(0)), List.of(lost(1)), "lost").verdict()).isEqualTo(Verdict.WORSE);
    assertThat(line(List.of(lost(1)), List.of(lost(0)), "lost").verdict())
        .isEqualTo(Verdict.BETTER);
    assertThat(line(List.of(lost(0)), List.of(lost(0)), "lost").verdict()).isEqualTo(Verdict.SAME);
  }

  @Test
  void one_value_on_each_side_says_nothing_about_its_noise() {
    Line line = line(List.of(alone(1)), List.of(alone(2)), "x");
    assertThat(line.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(line.noise()).isInfinite();
    assertThat(line.change()).isEqualTo(1);
  }

  @Test
  void several_runs_on_each_side_are_their_own_noise() {
    List<RunReport> before = List.of(alone(1.00), alone(1.01), alone(0.99));
    assertThat(line(before, List.of(alone(1.5), alone(1.51), alone(1.49)), "x").verdict())
        .isEqualTo(Verdict.WORSE);
    assertThat(line(before, List.of(alone(0.9), alone(1.0), alone(1.3)), "x").verdict())
        .isEqualTo(Verdict.NOISE);
  }

  @Test
  void seconds_that_follow_one_another_are_worth_less_than_independent_ones() {
    double[] drifting = new double[40];
    for (int i = 0; i < drifting.length; i++) {
      drifting[i] = i < 20 ? 90 : 110;
    }
    Samples successive = Samples.successive(drifting);
    assertThat(successive.effective()).isLessThan(5);
    assertThat(successive.variance()).isGreaterThan(Samples.independent(drifting).variance() * 8);
  }

  @Test
  void two_samples_need_a_very_large_difference() {
    Samples one = Samples.independent(new double[] {1, 1.1});
    Samples other = Samples.independent(new double[] {1.2, 1.3});
    // Welch: standard error 0.0707, two degrees of freedom, t = 9.92.
    assertThat(one.noise(other)).isBetween(0.69, 0.72);
  }

  @Test
  void what_the_runs_were_told_differently_is_named() {
    RunReport before = Reports.run(100, 2, 1);
    RunReport after = Reports.run(100, 2, 1).setting("folders", 60).setting("new", "x");
    assertThat(new Comparison(List.of(before), List.of(after), 0.05).settingsThatDiffer())
        .containsExactly("folders: 50 · 60", "new: — · x");
  }
}
