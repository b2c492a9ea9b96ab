package io.tidemark.loadgen.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.device.Ledger.Finding;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class MergeTest {
  @Test
  void what_two_processes_measured_adds_up_exactly() {
    Tally whole = new Tally();
    Tally merged = new Tally();
    for (int part = 0; part < 2; part++) {
      Tally tally = new Tally();
      for (int i = 0; i < 1_000; i++) {
        long micros = i * 997L % 50_000;
        tally.time(Tally.Time.DUE_TO_SOCKET, micros);
        whole.time(Tally.Time.DUE_TO_SOCKET, micros);
        tally.add(Tally.Count.DELTAS, 1);
      }
      tally.failure("cut");
      merged.merge(Tally.of(new JsonObject(tally.json().encode())));
    }
    assertThat(merged.of(Tally.Time.DUE_TO_SOCKET)).isEqualTo(whole.of(Tally.Time.DUE_TO_SOCKET));
    assertThat(merged.count(Tally.Count.DELTAS)).isEqualTo(2_000);
    assertThat(merged.failures()).isEqualTo(Map.of("cut", 2L));
  }

  @Test
  void findings_keep_counts_and_details_on_their_way() {
    Findings findings = new Findings();
    findings.add(Finding.HOLE, 3, "d7", new UUID(1, 2), 4, 9, "why");
    Findings merged = new Findings();
    merged.merge(Findings.of(new JsonObject(findings.json().encode())));
    merged.merge(Findings.of(new JsonObject(findings.json().encode())));
    assertThat(merged.violations()).isEqualTo(6);
    assertThat(merged.details()).hasSize(2).allSatisfy(d -> assertThat(d).contains("d7", "(4..9]"));
  }

  @Test
  void the_parts_of_a_plan_are_all_of_its_devices_once() {
    SwarmPlan plan =
        new SwarmPlan(
            List.of(URI.create("http://127.0.0.1:1")),
            0,
            10,
            "u",
            1,
            "d",
            SwarmPlan.Mix.MIX,
            false,
            null,
            30,
            5,
            2,
            1,
            Map.of(new UUID(1, 1), 3L),
            true);
    int next = 0;
    for (int i = 0; i < 3; i++) {
      SwarmPlan part = SwarmPlan.of(new JsonObject(plan.part(i, 3).json().encode()));
      assertThat(part.first()).isEqualTo(next);
      assertThat(part.perSecond()).isEqualTo(10);
      assertThat(part.start()).isEqualTo(plan.start());
      next += part.count();
    }
    assertThat(next).isEqualTo(10);
  }
}
