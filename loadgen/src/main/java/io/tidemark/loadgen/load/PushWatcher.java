package io.tidemark.loadgen.load;

import io.tidemark.loadgen.device.DeviceEvents;
import io.tidemark.loadgen.device.Micros;
import io.tidemark.loadgen.load.TargetFolder.TargetFile;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ServerFrame;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Follows each commit from its intended instant to the devices, with the stages between: sent, the
 * hub's timestamp, the answer, the arrival. The hub's clock must be this machine's. Commits and
 * devices may be on different event loops.
 */
final class PushWatcher implements CommitWorkload.Watcher, DeviceEvents {
  private record Version(UUID fileId, long version) {}

  private record Sent(long intendedNanos, long sentNanos, long sentMicros) {}

  private final Map<Version, Sent> onTheirWay = new ConcurrentHashMap<>();
  final Histogram intendedToSocket = histogram();
  final Histogram sentToTimestamp = histogram();
  final Histogram timestampToSocket = histogram();
  final Histogram sentToAnswer = histogram();

  /** Written by the devices' one event loop. */
  private final SingleWriterRecorder arrivals =
      new SingleWriterRecorder(TimeUnit.MINUTES.toMicros(10), 2);

  private volatile boolean measuring;

  private static Histogram histogram() {
    return new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(10), 3);
  }

  @Override
  public void sent(TargetFile file, long version, long intendedNanos, long nowNanos) {
    onTheirWay.put(
        new Version(file.fileId(), version), new Sent(intendedNanos, nowNanos, Micros.now()));
  }

  @Override
  public void committed(TargetFile file, long version, long nowNanos) {
    Sent sent = onTheirWay.get(new Version(file.fileId(), version));
    if (sent != null) {
      Recording.record(sentToAnswer, nowNanos - sent.sentNanos());
    }
  }

  @Override
  public void frame(ServerFrame frame, long nowMicros, long liveSinceMicros) {
    if (!(frame instanceof ServerFrame.Delta delta)) {
      return;
    }
    long nowNanos = System.nanoTime();
    for (Change change : delta.changes()) {
      Sent sent = onTheirWay.get(new Version(change.fileId(), change.version()));
      if (sent != null) {
        long committed = Micros.of(change.timestamp());
        long nanos = nowNanos - sent.intendedNanos();
        Recording.record(intendedToSocket, nanos);
        if (measuring) {
          arrivals.recordValue(Math.clamp(nanos / 1_000, 0, TimeUnit.MINUTES.toMicros(10)));
        }
        Recording.record(sentToTimestamp, (committed - sent.sentMicros()) * 1_000);
        Recording.record(timestampToSocket, (nowMicros - committed) * 1_000);
      }
    }
  }

  /** Commits of the warm-up do not count. */
  void restart() {
    measuring = true;
    onTheirWay.clear();
    intendedToSocket.reset();
    sentToTimestamp.reset();
    timestampToSocket.reset();
    sentToAnswer.reset();
  }

  /** From the intended instant to the socket, second by second: for a sampler to take. */
  SingleWriterRecorder arrivals() {
    return arrivals;
  }

  long commits() {
    return onTheirWay.size();
  }
}
