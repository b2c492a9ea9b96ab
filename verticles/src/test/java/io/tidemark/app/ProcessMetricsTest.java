package io.tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {
  @Test
  void what_the_process_takes_is_shown() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (ProcessMetrics _ = new ProcessMetrics(registry)) {
      assertThat(registry.get("jvm.memory.used").tag("area", "heap").gauge().value()).isPositive();
      assertThat(registry.get("process.resident.memory").gauge().value())
          .isGreaterThan(16 << 20)
          .isLessThan(64e9);
    }
  }
}
