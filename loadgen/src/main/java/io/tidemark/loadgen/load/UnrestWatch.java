package io.tidemark.loadgen.load;

import io.tidemark.loadgen.device.DeviceEvents;
import io.tidemark.loadgen.device.Micros;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ServerFrame;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How long pushes take to devices that were there, and how long it takes a device that comes to be
 * up to date. What one catches up on is no push. Written by the fleet's event loop.
 */
final class UnrestWatch {
  private static final long HIGHEST = TimeUnit.MINUTES.toMicros(10);

  private final PushWatcher pushes;
  private final SingleWriterRecorder returns = new SingleWriterRecorder(HIGHEST, 2);
  private volatile Histogram backToLive = new ConcurrentHistogram(HIGHEST, 3);
  private volatile Histogram lateToLive = new ConcurrentHistogram(HIGHEST, 3);
  private volatile int trouble;

  UnrestWatch(PushWatcher pushes) {
    this.pushes = pushes;
  }

  /** From the moment a device began to come back until the hub said that it has everything. */
  Histogram backToLive() {
    return backToLive;
  }

  /** The same for devices that had nothing yet. */
  Histogram lateToLive() {
    return lateToLive;
  }

  /** Second by second: for a sampler to take. */
  SingleWriterRecorder returns() {
    return returns;
  }

  /** Connections that ended or did not come about though the device meant to stay. */
  int trouble() {
    return trouble;
  }

  /** Counts anew; what was counted until now stays as it is for who has it. */
  void restart() {
    backToLive = new ConcurrentHistogram(HIGHEST, 3);
    lateToLive = new ConcurrentHistogram(HIGHEST, 3);
    trouble = 0;
  }

  /** For one device that comes and goes. */
  DeviceEvents comingAndGoing() {
    return new Followed(false);
  }

  /** For one device that has nothing yet. */
  DeviceEvents late() {
    return new Followed(true);
  }

  private final class Followed implements DeviceEvents {
    private final boolean late;
    private long beganNanos;
    private boolean before;

    Followed(boolean late) {
      this.late = late;
    }

    @Override
    public void connecting() {
      if (beganNanos == 0) {
        beganNanos = System.nanoTime();
      }
    }

    @Override
    public void frame(ServerFrame frame, long nowMicros, long liveSinceMicros) {
      if (frame instanceof ServerFrame.Live) {
        live();
      }
      if (frame instanceof ServerFrame.Delta delta && happenedSince(delta, liveSinceMicros)) {
        pushes.frame(frame, nowMicros, liveSinceMicros);
      }
    }

    private static boolean happenedSince(ServerFrame.Delta delta, long micros) {
      for (Change change : delta.changes()) {
        if (Micros.of(change.timestamp()) <= micros) {
          return false;
        }
      }
      return true;
    }

    private void live() {
      long began = beganNanos;
      beganNanos = 0;
      // That all arrive at the begin is no coming back.
      if (began > 0 && (late || before)) {
        long nanos = System.nanoTime() - began;
        Recording.record(before ? backToLive : lateToLive, nanos);
        returns.recordValue(Math.clamp(nanos / 1_000, 0, HIGHEST));
      }
      before = true;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one event loop writes, others read
    public void disconnected(String reason, long retryMillis) {
      if (retryMillis >= 0) {
        trouble++;
      }
    }
  }
}
