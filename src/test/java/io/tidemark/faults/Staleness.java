package io.tidemark.faults;

import io.tidemark.loadgen.device.DeviceEvents;
import io.tidemark.loadgen.device.Micros;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ServerFrame;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How long changes were on their way to devices that were live when they were committed. */
final class Staleness implements DeviceEvents {
  private final AtomicLong worstMicros = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();

  @Override
  public void frame(ServerFrame frame, long nowMicros, long liveSinceMicros) {
    if (frame instanceof ServerFrame.Delta delta) {
      for (Change change : delta.changes()) {
        long committedMicros = Micros.of(change.timestamp());
        if (committedMicros > liveSinceMicros) {
          changes.incrementAndGet();
          worstMicros.accumulateAndGet(nowMicros - committedMicros, Math::max);
        }
      }
    }
  }

  /** How many changes came while they were news. */
  long changes() {
    return changes.get();
  }

  /** The worst since the last time that this was asked. */
  Duration takeWorst() {
    return Duration.ofNanos(worstMicros.getAndSet(0) * 1_000);
  }
}
