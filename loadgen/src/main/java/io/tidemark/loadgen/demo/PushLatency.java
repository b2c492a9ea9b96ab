package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.device.DeviceEvents;
import io.tidemark.loadgen.device.Micros;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ServerFrame;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Times from commit to device: from the change's timestamp, which the hub gives it while it
 * commits, to the arrival of the delta that brings it. Both clocks are this machine's. What a
 * device catches up on after an absence is no push and not counted.
 */
public final class PushLatency implements DeviceEvents {
  private final ConcurrentHistogram micros =
      new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(10), 3);

  @Override
  public void frame(ServerFrame frame, long nowMicros, long liveSinceMicros) {
    if (frame instanceof ServerFrame.Delta delta) {
      for (Change change : delta.changes()) {
        long committed = Micros.of(change.timestamp());
        if (committed > liveSinceMicros) {
          long taken = Math.max(0, nowMicros - committed);
          micros.recordValue(Math.min(taken, micros.getHighestTrackableValue()));
        }
      }
    }
  }

  /** In microseconds. */
  public Histogram histogram() {
    return micros;
  }
}
