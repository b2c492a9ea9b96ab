package io.tidemark.folder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What a node's folder windows count. */
final class FolderMetrics {
  private static final double[] WINDOW_MILLIS = {100, 250, 500, 600, 700, 800, 1_000, 2_000};

  private final Map<Push.Reason, Counter> deltas = new EnumMap<>(Push.Reason.class);
  private final DistributionSummary windowMillis;

  FolderMetrics(MeterRegistry registry, FolderWindows windows, Storms storms) {
    Gauge.builder("folder.storms", storms, Storms::size)
        .description("Folders so hot just now that windows save most of their pushes")
        .register(registry);
    Gauge.builder("folder.storms.unrecorded", storms, Storms::unrecorded)
        .description("Pushes of storms that were not recorded, as there were too many at once")
        .register(registry);
    Gauge.builder("folder_windows", windows, FolderWindows::size)
        .description("Folders that are hot")
        .register(registry);
    Gauge.builder("folder_windows_overflows", windows, FolderWindows::overflows)
        .description("Changes that were pushed without a window, as there were too many")
        .register(registry);
    for (Push.Reason reason : Push.Reason.values()) {
      deltas.put(
          reason,
          Counter.builder("folder.deltas")
              .description("Deltas that the folder windows gave out, by why they did")
              .tag("reason", reason.label())
              .register(registry));
    }
    windowMillis =
        DistributionSummary.builder("folder.window.millis")
            .description("How long the windows were that ended with a delta")
            .serviceLevelObjectives(WINDOW_MILLIS)
            .register(registry);
  }

  void pushed(Push push) {
    Counter counter = deltas.get(push.reason());
    if (counter != null) {
      counter.increment();
    }
    if (push.reason() == Push.Reason.TRAILING) {
      windowMillis.record(push.windowMillis());
    }
  }
}
