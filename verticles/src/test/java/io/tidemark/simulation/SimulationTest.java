package io.tidemark.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code -Dtidemark.simulation.seeds=N} runs more seeds than the thousand that every build runs.
 */
class SimulationTest {
  private static final long SEEDS = Long.getLong("tidemark.simulation.seeds", 1000);

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void no_seed_breaks_a_promise() throws InterruptedException {
    Campaign.Report report =
        new Campaign(Simulation::run, 1, SEEDS, 5)
            .run(Runtime.getRuntime().availableProcessors(), _ -> {});

    assertThat(report.failures()).as("./tidemark simulate --seed SEED --trace").isEmpty();
    assertThat(report.runs()).isEqualTo(SEEDS);
    assertThat(report.deltas()).as("much has happened").isGreaterThan(20 * SEEDS);
    assertThat(report.connects()).isGreaterThan(5 * SEEDS);
  }

  @Test
  void one_seed_replays_a_whole_run_exactly() {
    for (long seed = 1; seed <= 30; seed++) {
      assertThat(Simulation.run(seed)).isEqualTo(Simulation.run(seed));
    }
  }

  @Test
  void seeds_give_worlds_that_differ_and_know_all_faults() {
    List<Long> digests = new ArrayList<>();
    for (long seed = 1; seed <= 30; seed++) {
      digests.add(Simulation.run(seed).digest());
    }
    assertThat(digests).doesNotHaveDuplicates();
    for (Fault fault : Fault.values()) {
      assertThat(knows(fault)).as(fault.name()).isTrue();
    }
  }

  private static boolean knows(Fault fault) {
    for (long seed = 1; seed <= 50; seed++) {
      if (Shape.of(new Dice(seed).split()).has(fault)) {
        return true;
      }
    }
    return false;
  }
}
