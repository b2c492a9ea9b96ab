package io.tidemark.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.SingleWriterRecorder;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private final RunReport report = new RunReport("test", Instant.EPOCH);

  @Test
  void gauges_counters_and_recorders_become_series() throws Exception {
    CountDownLatch looks = new CountDownLatch(4);
    AtomicLong total = new AtomicLong();
    SingleWriterRecorder micros = new SingleWriterRecorder(1_000_000, 2);
    for (int i = 0; i < 100; i++) {
      micros.recordValue(1_000);
    }
    try (Sampler sampler = new Sampler(Duration.ofMillis(2))) {
      sampler
          .gauge("level", Unit.COUNT, () -> 7)
          .rate("growth", Unit.PER_SECOND, 1, () -> total.getAndAdd(10))
          .time("push", micros)
          .gauge(
              "looked",
              Unit.COUNT,
              () -> {
                looks.countDown();
                return 1;
              })
          .start();
      looks.await();
      sampler.into(report);
    }
    assertThat(report.series().get("level").values())
        .hasSizeGreaterThanOrEqualTo(3)
        .containsOnly(7);
    // The first look has nothing before it to grow from.
    assertThat(report.series().get("growth").size())
        .isEqualTo(report.series().get("level").size() - 1);
    assertThat(Arrays.stream(report.series().get("growth").values())).allMatch(value -> value > 0);
    assertThat(Arrays.stream(report.series().get("push.p99").values()))
        .hasSize(1)
        .allMatch(p -> p >= 1_000);
  }

  @Test
  void what_cannot_be_looked_at_leaves_a_gap_and_the_others_go_on() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    try (Sampler sampler = new Sampler(Duration.ofMillis(2))) {
      sampler
          .gauge(
              "gone",
              Unit.COUNT,
              () -> {
                throw new IllegalStateException("no such process");
              })
          .gauge(
              "there",
              Unit.COUNT,
              () -> {
                looks.countDown();
                return 1;
              })
          .start();
      looks.await();
      sampler.into(report);
    }
    assertThat(report.series()).containsOnlyKeys("there");
  }

  @Test
  void one_that_was_never_started_ends_at_once() {
    try (Sampler sampler = new Sampler()) {
      sampler.gauge("level", Unit.COUNT, () -> 7);
      sampler.into(report);
    }
    assertThat(report.series()).isEmpty();
  }
}
