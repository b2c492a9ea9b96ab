package io.tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulation.Simulation;
import io.tidemark.simulation.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulateCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void seeds_that_keep_every_promise_give_exit_code_0_and_a_summary() {
    assertThat(run(SimulateCommandTest::kept, "--seeds", "25")).isZero();
    assertThat(out.toString()).startsWith("25 seeds, 0 broken; 250 events");
  }

  @Test
  void a_seed_that_breaks_a_promise_is_named_with_the_command_that_shows_it() {
    assertThat(run(seed -> seed == 7 ? broken(seed) : kept(seed), "--seeds", "10")).isEqualTo(1);
    assertThat(out.toString())
        .contains("seed 7: BROKEN: a hole", "./tidemark simulate --seed 7 --trace");
  }

  @Test
  void after_so_many_failures_it_ends() {
    assertThat(
            run(
                SimulateCommandTest::broken,
                "--seeds",
                "1000000000",
                "--failures",
                "3",
                "--threads",
                "1"))
        .isEqualTo(1);
    assertThat(out.toString()).contains("3 seeds, 3 broken");
  }

  @Test
  void one_seed_can_be_traced_and_shows_the_same_each_time() {
    assertThat(run(Simulation::run, "--seed", "5", "--trace")).isZero();
    String first = out.toString();
    out.getBuffer().setLength(0);
    assertThat(run(Simulation::run, "--seed", "5", "--trace")).isZero();

    assertThat(out.toString()).isEqualTo(first).contains("welcome", "delta", "seed 5: kept");
  }

  @Test
  void a_trace_of_many_seeds_is_refused() {
    assertThat(run(SimulateCommandTest::kept, "--seeds", "10", "--trace")).isEqualTo(2);
    assertThat(err.toString()).contains("--trace is for one seed");
  }

  @Test
  void no_seeds_are_refused() {
    assertThat(run(SimulateCommandTest::kept, "--seeds", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("expected at least 1");
  }

  private int run(LongFunction<Verdict> simulation, String... arguments) {
    return new CommandLine(new SimulateCommand(simulation))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private static Verdict kept(long seed) {
    return new Verdict(seed, 0, 1_000_000, 10, 5, 1, null);
  }

  private static Verdict broken(long seed) {
    return new Verdict(seed, 0, 1_000_000, 10, 5, 1, "a hole");
  }
}
