package io.tidemark.loadgen.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.device.Ledger.Finding;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class StalenessTest {
  private static final UUID NS = new UUID(5, 6);
  private static final long MILLI = 1_000;

  /** Entries 1 to 4, one each 100 ms from 1,000 ms on. */
  private static final Timeline TIMELINE =
      new Timeline(
          NS,
          1,
          new long[] {1_000 * MILLI, 1_100 * MILLI, 1_200 * MILLI, 1_300 * MILLI},
          new long[] {3, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE});

  private final SpanLog log = new SpanLog();
  private final Findings findings = new Findings();
  private final FrameScanner scanner = new FrameScanner();

  @Test
  void at_each_moment_a_device_is_as_stale_as_what_it_lacks_is_old() {
    told(0, 1, 1_020, 1);
    told(1, 4, 1_400, 2, 3, 4);
    Staleness staleness = Staleness.of(log, TIMELINE, 0, findings);
    assertThat(staleness.peaks().getMaxValue()).isBetween(300 * MILLI, 301 * MILLI);
    // 0 to 20 ms, then 80 ms without a lack, then 0 to 300 ms.
    Histogram moments = staleness.moments();
    assertThat(moments.getTotalCount()).isEqualTo(20 + 80 + 300);
    assertThat(moments.getCountAtValue(0)).isEqualTo(80 + 2);
    assertThat(moments.getMaxValue()).isBetween(298 * MILLI, 300 * MILLI);
    assertThat(staleness.headMicros()).isEqualTo(1_400 * MILLI);
    assertThat(findings.violations()).isZero();
  }

  @Test
  void what_was_stale_at_an_arrival_goes_on_from_there() {
    told(0, 1, 1_250, 1);
    told(1, 4, 1_400, 2, 3, 4);
    Histogram moments = Staleness.of(log, TIMELINE, 0, findings).moments();
    // 0 to 250 ms; entry 2 is 150 ms old by then, and 300 ms at the end.
    assertThat(moments.getTotalCount()).isEqualTo(250 + 150);
    assertThat(moments.getCountAtValue(0)).isEqualTo(1);
  }

  @Test
  void the_newest_change_of_a_file_that_did_not_come_is_lost() {
    told(0, 4, 1_400, 2, 4);
    Staleness.of(log, TIMELINE, 0, findings);
    assertThat(findings.count(Finding.LOST)).isEqualTo(1);
    assertThat(findings.details().getFirst()).contains("came without seq 3");
  }

  @Test
  void an_older_change_of_the_same_file_may_be_left_out() {
    told(0, 4, 1_400, 2, 3, 4);
    Staleness.of(log, TIMELINE, 0, findings);
    assertThat(findings.violations()).isZero();
  }

  @Test
  void nobody_at_head_has_no_time_of_it() {
    told(0, 3, 1_250, 2, 3);
    assertThat(Staleness.of(log, TIMELINE, 0, findings).headMicros()).isZero();
  }

  @Test
  void two_processes_add_up() {
    told(0, 4, 1_400, 2, 3, 4);
    Staleness one = Staleness.of(log, TIMELINE, 0, findings);
    Staleness sum = new Staleness();
    sum.merge(Staleness.of(new JsonObject(one.json().encode())));
    sum.merge(Staleness.of(new JsonObject(one.json().encode())));
    assertThat(sum.moments().getTotalCount()).isEqualTo(2 * one.moments().getTotalCount());
    assertThat(sum.peaks().getTotalCount()).isEqualTo(2);
    assertThat(sum.headMicros()).isEqualTo(1_400 * MILLI);
  }

  @Test
  void staleness_beyond_two_minutes_counts_as_that() {
    Moments moments = new Moments();
    moments.rose(0, 500_000 * MILLI);
    assertThat(moments.histogram().getTotalCount()).isEqualTo(120_000);
  }

  private void told(long from, long to, long atMillis, long... seqs) {
    StringBuilder changes = new StringBuilder();
    for (long seq : seqs) {
      changes.append(changes.isEmpty() ? "" : ",").append("{\"seq\":").append(seq).append('}');
    }
    byte[] frame =
        "{\"type\":\"delta\",\"ns\":\"%s\",\"epoch\":1,\"from\":%d,\"to\":%d,\"changes\":[%s]}"
            .formatted(NS, from, to, changes)
            .getBytes(StandardCharsets.UTF_8);
    scanner.scan(frame, 0, frame.length);
    assertThat(scanner.type).as(scanner.why).isEqualTo(FrameScanner.Type.DELTA);
    log.told(scanner, atMillis * MILLI, 7, findings);
  }
}
