package io.tidemark.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tidemark.loadgen.swarm.Tally;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ConnectFiguresTest {
  @Test
  void what_a_hub_takes_anyway_is_not_counted_as_a_connections() {
    // 100 in 2 s for 50 ms of CPU time, of which 10 ms a second are taken anyway.
    ConnectRound round =
        new ConnectRound(new Tally(), 100, new ProcessStat.Cpu(50_000_000, 20_000_000), 0.01, 2);
    assertThat(round.cpuMicrosEach()).isEqualTo(500);
    assertThat(round.cpuMicrosEachAboveIdle()).isEqualTo(300);
    assertThat(round.loopMicrosEach()).isEqualTo(200);
    assertThat(round.perSecond()).isEqualTo(50);
  }

  @Test
  void nobody_live_is_no_division_by_zero() {
    ConnectRound round = new ConnectRound(new Tally(), 0, new ProcessStat.Cpu(1_000, 0), 1, 1);
    assertThat(round.cpuMicrosEachAboveIdle()).isZero();
    assertThat(round.cpuMicrosEach()).isEqualTo(1);
  }

  @Test
  void a_flood_is_told_by_how_it_ended() {
    Map<String, Long> outcomes =
        Flood.outcomes(
            Map.of(
                "refused with 503",
                5L,
                "closed with 1013",
                4L,
                "cut by the run",
                3L,
                "Connection refused: /127.0.0.1:1",
                2L,
                "cut",
                1L));
    assertThat(outcomes)
        .containsOnly(
            entry("refused with 503", 5L),
            entry("closed with 1013", 4L),
            entry("let in, or given up by the run", 3L),
            entry("no answer: connection refused", 2L),
            entry("no answer: cut", 1L));
    Flood flood = new Flood(100, 20, 2, new Tally(), outcomes);
    assertThat(flood.refused()).isEqualTo(9);
    assertThat(flood.begunPerSecond()).isEqualTo(10);
    assertThat(flood.advised()).isZero();
  }
}
