package io.tidemark.loadgen.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** What a run measures; reporting is elsewhere. Written on the event loop, read after the end. */
final class Recording {
  private static final long HIGHEST = TimeUnit.MINUTES.toMicros(10);

  /** Microseconds from the intended instant (open loop) or from sending (closed loop). */
  final Histogram latency = new Histogram(HIGHEST, 3);

  /** Microseconds by which the generator itself came too late to an intended instant. */
  final Histogram generatorLag = new Histogram(HIGHEST, 3);

  /** The same latency, second by second: a sampler on another thread takes it. */
  final SingleWriterRecorder latencyNow = new SingleWriterRecorder(HIGHEST, 2);

  /** The generator's own lateness, second by second. */
  final SingleWriterRecorder lagNow = new SingleWriterRecorder(HIGHEST, 2);

  private final Map<String, Long> errors = new TreeMap<>();
  private volatile long failed;
  long offered;
  long answered;
  long committed;
  long notSent;
  long nanos;
  long cpuNanos;

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos / 1_000, 0, HIGHEST));
  }

  void answered(long latencyNanos, int commits) {
    answered++;
    committed += commits;
    long micros = Math.clamp(latencyNanos / 1_000, 0, HIGHEST);
    latency.recordValue(micros);
    latencyNow.recordValue(micros);
  }

  void late(long nanos) {
    record(generatorLag, nanos);
    lagNow.recordValue(Math.clamp(nanos / 1_000, 0, HIGHEST));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one event loop writes, a sampler reads
  void error(String code, long count) {
    errors.merge(code, count, Long::sum);
    failed += count;
  }

  /** Of all that went wrong, for who looks from another thread. */
  long failed() {
    return failed;
  }

  Map<String, Long> errors() {
    return errors;
  }

  /** What came before does not count: the run was warming up. */
  void restart() {
    latency.reset();
    generatorLag.reset();
    errors.clear();
    failed = 0;
    offered = 0;
    answered = 0;
    committed = 0;
    notSent = 0;
  }
}
