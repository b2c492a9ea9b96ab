package io.tidemark.faults;

import io.tidemark.loadgen.device.DeviceEvents;
import io.tidemark.loadgen.device.Micros;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ServerFrame;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * How long changes were on their way: to devices that were live when they were committed, and to
 * all, for which the time counts that a device was away.
 */
final class Staleness implements DeviceEvents {
  private static final long HIGHEST_MICROS = Duration.ofMinutes(10).toNanos() / 1_000;

  private final Histogram live = new Histogram(1, HIGHEST_MICROS, 2);
  private final Histogram all = new Histogram(1, HIGHEST_MICROS, 2);
  private long changes;

  @Override
  public synchronized void frame(ServerFrame frame, long nowMicros, long liveSinceMicros) {
    if (frame instanceof ServerFrame.Delta delta) {
      for (Change change : delta.changes()) {
        long committedMicros = Micros.of(change.timestamp());
        long micros = Math.clamp(nowMicros - committedMicros, 1, HIGHEST_MICROS);
        all.recordValue(micros);
        if (committedMicros > liveSinceMicros) {
          changes++;
          live.recordValue(micros);
        }
      }
    }
  }

  /** How many changes came while they were news. */
  synchronized long changes() {
    return changes;
  }

  /** The worst since the last time that this was asked, to a device that was live. */
  synchronized Duration takeWorst() {
    Duration worst = Duration.ofNanos(live.getMaxValue() * 1_000);
    live.reset();
    all.reset();
    return worst;
  }

  /** Since {@link #takeWorst} was asked. */
  @Override
  public synchronized String toString() {
    return "to live devices %s; to all %s".formatted(text(live), text(all));
  }

  private static String text(Histogram micros) {
    return "p50 %.0f, p99 %.0f, worst %.0f ms of %d"
        .formatted(
            micros.getValueAtPercentile(50) / 1e3,
            micros.getValueAtPercentile(99) / 1e3,
            micros.getMaxValue() / 1e3,
            micros.getTotalCount());
  }
}
