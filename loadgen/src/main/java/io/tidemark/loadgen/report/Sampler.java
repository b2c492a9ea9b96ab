package io.tidemark.loadgen.report;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Looks at gauges, counters and recorders once a second, on a thread of its own, and keeps what it
 * saw as series.
 */
public final class Sampler implements AutoCloseable {
  /** Percentiles of fewer values in a second than this say nothing. */
  private static final int VALUES_LEAST = 10;

  private interface Probe {
    void look(double second, double lasted);
  }

  /** Sees what was looked at, each time, on the sampler's thread. */
  public interface Viewer {
    /**
     * @param series of all that is looked at, by name; to be read during the call only
     */
    void look(double second, Map<String, Series> series);

    /** There is nothing more to see. */
    void ended();
  }

  private static final Viewer NOBODY =
      new Viewer() {
        @Override
        public void look(double second, Map<String, Series> series) {}

        @Override
        public void ended() {}
      };

  private final Map<String, Series> series = new LinkedHashMap<>();
  private final Map<String, Probe> probes = new LinkedHashMap<>();
  private final long everyNanos;
  private final Thread thread;
  private Viewer viewer = NOBODY;
  private volatile boolean ended;

  public Sampler() {
    this(Duration.ofSeconds(1));
  }

  Sampler(Duration every) {
    everyNanos = every.toNanos();
    thread = Thread.ofPlatform().daemon().name("sampler").unstarted(this::run);
  }

  /** A value as it is at each look; one that is no number is left out. */
  public Sampler gauge(String name, Unit unit, DoubleSupplier value) {
    Series kept = kept(name, unit);
    probes.put(name, (second, _) -> kept.add(second, value.getAsDouble()));
    return this;
  }

  /**
   * How fast something grows.
   *
   * @param scale of a second's growth, 1e-9 for nanoseconds of CPU time
   */
  public Sampler rate(String name, Unit unit, double scale, DoubleSupplier total) {
    Series kept = kept(name, unit);
    double[] last = {Double.NaN};
    probes.put(
        name,
        (second, lasted) -> {
          double now = total.getAsDouble();
          kept.add(second, (now - last[0]) * scale / lasted);
          last[0] = now;
        });
    return this;
  }

  /**
   * {@code name.rate}, {@code name.p50} and {@code name.p99} of what a recorder got in each second.
   */
  public Sampler time(String name, SingleWriterRecorder micros) {
    Series rate = kept(name + ".rate", Unit.PER_SECOND);
    Series half = kept(name + ".p50", Unit.MICROS);
    Series most = kept(name + ".p99", Unit.MICROS);
    probes.put(
        name,
        (second, lasted) -> {
          Histogram interval = micros.getIntervalHistogram();
          // Before the first and after the last value nothing was measured.
          if (interval.getTotalCount() > 0) {
            rate.add(second, interval.getTotalCount() / lasted);
          }
          if (interval.getTotalCount() >= VALUES_LEAST) {
            half.add(second, (double) interval.getValueAtPercentile(50));
            most.add(second, (double) interval.getValueAtPercentile(99));
          }
        });
    return this;
  }

  /** To be told before the start. */
  public Sampler seenBy(Viewer who) {
    viewer = who;
    return this;
  }

  private Series kept(String name, Unit unit) {
    Series kept = new Series(unit);
    series.put(name, kept);
    return kept;
  }

  public Sampler start() {
    thread.start();
    return this;
  }

  private void run() {
    long begin = System.nanoTime();
    long last = begin;
    long due = begin;
    while (!ended) {
      long now = System.nanoTime();
      if (now < due) {
        LockSupport.parkNanos(due - now);
        continue;
      }
      double lasted = Math.max(1, now - last) / 1e9;
      for (Probe probe : probes.values()) {
        try {
          probe.look((now - begin) / 1e9, lasted);
        } catch (RuntimeException _) {
          // What cannot be looked at now, a process that has ended say, leaves a gap.
        }
      }
      viewer.look((now - begin) / 1e9, Collections.unmodifiableMap(series));
      last = now;
      due += everyNanos * Math.max(1, (now - due) / everyNanos + 1);
    }
  }

  /** Ends the looking, and gives what was seen to the report. */
  public void into(RunReport report) {
    close();
    series.forEach((name, values) -> {
      if (values.size() > 0) {
        report.series(name, values);
      }
    });
  }

  @Override
  public void close() {
    ended = true;
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    viewer.ended();
  }
}
