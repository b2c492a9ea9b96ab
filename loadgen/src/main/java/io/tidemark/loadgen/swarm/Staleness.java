package io.tidemark.loadgen.swarm;

import io.tidemark.loadgen.device.Ledger.Finding;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How far behind devices were. At any moment a device is as stale as the oldest change is old that
 * is committed and that it has not received; it grows until something arrives. The peaks are these
 * moments alone: at the arrival of (from..to], the age of entry from + 1 by the hub's own stamp.
 * Between two arrivals a device is less stale than that: {@link #moments} counts every millisecond.
 */
public final class Staleness {
  private static final long SECOND = 1_000_000;

  private final Histogram peaks = Histograms.create();
  private final Histogram worstOfDevices = Histograms.create();
  private final Histogram moments = Histograms.create();
  private long headMicros;
  private long[] worstOfSeconds = {};

  /** Of all arrivals. */
  public Histogram peaks() {
    return peaks;
  }

  /**
   * One value for each millisecond of each device, from the first entry that counts to its head.
   */
  public Histogram moments() {
    return moments;
  }

  /**
   * When the last device got the journal's last entry, in microseconds since 1970; 0 if none did.
   */
  public long headMicros() {
    return headMicros;
  }

  /** One value for each device: its worst. */
  public Histogram worstOfDevices() {
    return worstOfDevices;
  }

  /** The worst of all devices in each second of the run. */
  public long[] worstOfSeconds() {
    return worstOfSeconds.clone();
  }

  /**
   * Measures what was logged, and finds what spans did not bring that they should have.
   *
   * @param sinceMicros entries that were committed before do not count
   */
  static Staleness of(SpanLog log, Timeline timeline, long sinceMicros, Findings findings) {
    Staleness staleness = new Staleness();
    Moments moments = new Moments();
    Map<Integer, Long> worst = new HashMap<>();
    Map<Integer, Long> previous = new HashMap<>();
    for (SpanLog.Span span : spansOf(timeline, log)) {
      audit(span, timeline, findings);
      long stamp = timeline.stamp(span.from + 1);
      if (stamp < sinceMicros) {
        continue;
      }
      for (int i = 0; i < span.count(); i++) {
        long micros = span.micros(i);
        long peak = micros - stamp;
        Histograms.record(staleness.peaks, peak);
        worst.merge(span.device(i), peak, Math::max);
        staleness.second((micros - sinceMicros) / SECOND, peak);
        Long before = previous.put(span.device(i), micros);
        // Until its first arrival it lacked nothing that counts.
        long since = before == null ? stamp : before;
        moments.fresh(stamp - since);
        moments.rose(since - stamp, peak);
        if (span.to >= timeline.last()) {
          staleness.headMicros = Math.max(staleness.headMicros, micros);
        }
      }
    }
    worst.values().forEach(peak -> Histograms.record(staleness.worstOfDevices, peak));
    staleness.moments.add(moments.histogram());
    return staleness;
  }

  /** In the order in which any one device receives them. */
  private static List<SpanLog.Span> spansOf(Timeline timeline, SpanLog log) {
    List<SpanLog.Span> spans = new ArrayList<>();
    log.forEach(span -> {
      if (span.ns.equals(timeline.ns()) && span.count() > 0 && timeline.has(span.from + 1)) {
        spans.add(span);
      }
    });
    spans.sort(Comparator.comparingLong(span -> span.from));
    return spans;
  }

  /** Every entry of the span that is the newest of its file must have come with it. */
  private static void audit(SpanLog.Span span, Timeline timeline, Findings findings) {
    long[] seqs = span.seqs;
    if (seqs == null) {
      return;
    }
    long missing = 0;
    long example = 0;
    int next = 0;
    for (long seq = span.from + 1; seq <= span.to && timeline.has(seq); seq++) {
      while (next < seqs.length && seqs[next] < seq) {
        next++;
      }
      boolean there = next < seqs.length && seqs[next] == seq;
      if (!there && timeline.newestOfItsFile(seq, span.to)) {
        missing++;
        example = seq;
      }
    }
    findings.add(
        Finding.LOST,
        missing * span.count(),
        span.count() + " devices, one of them number " + span.device(0),
        span.ns,
        span.from,
        span.to,
        "came without seq " + example);
  }

  private void second(long second, long peak) {
    int index = Math.clamp(second, 0, 100_000);
    if (index >= worstOfSeconds.length) {
      worstOfSeconds = Arrays.copyOf(worstOfSeconds, index + 1);
    }
    worstOfSeconds[index] = Math.max(worstOfSeconds[index], peak);
  }

  void merge(Staleness other) {
    peaks.add(other.peaks);
    worstOfDevices.add(other.worstOfDevices);
    moments.add(other.moments);
    headMicros = Math.max(headMicros, other.headMicros);
    for (int i = 0; i < other.worstOfSeconds.length; i++) {
      second(i, other.worstOfSeconds[i]);
    }
  }

  JsonObject json() {
    JsonArray seconds = new JsonArray();
    Arrays.stream(worstOfSeconds).forEach(seconds::add);
    return new JsonObject()
        .put("peaks", Histograms.encode(peaks))
        .put("devices", Histograms.encode(worstOfDevices))
        .put("moments", Histograms.encode(moments))
        .put("headMicros", headMicros)
        .put("seconds", seconds);
  }

  static Staleness of(JsonObject json) {
    Staleness staleness = new Staleness();
    staleness.peaks.add(Histograms.decode(json.getString("peaks")));
    staleness.worstOfDevices.add(Histograms.decode(json.getString("devices")));
    staleness.moments.add(Histograms.decode(json.getString("moments")));
    staleness.headMicros = json.getLong("headMicros");
    JsonArray seconds = json.getJsonArray("seconds");
    for (int i = 0; i < seconds.size(); i++) {
      staleness.second(i, seconds.getLong(i));
    }
    return staleness;
  }
}
