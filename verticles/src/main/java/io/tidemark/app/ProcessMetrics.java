package io.tidemark.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the hub's own process takes: heap, collections, descriptors and resident memory. */
final class ProcessMetrics implements AutoCloseable {
  /** Linux' own count, in pages: size, resident, shared … */
  private static final Path PAGES = Path.of("/proc/self/statm");

  private static final long PAGE_BYTES = 4_096;

  private final JvmGcMetrics collections = new JvmGcMetrics();

  ProcessMetrics(MeterRegistry registry) {
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    if (Files.isReadable(PAGES)) {
      Gauge.builder("process.resident.memory", ProcessMetrics::residentBytes)
          .baseUnit("bytes")
          .description("Memory that the process has in RAM")
          .register(registry);
    }
  }

  private static double residentBytes() {
    try {
      return Long.parseLong(Files.readString(PAGES).split(" ")[1]) * (double) PAGE_BYTES;
    } catch (IOException _) {
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    collections.close();
  }
}
