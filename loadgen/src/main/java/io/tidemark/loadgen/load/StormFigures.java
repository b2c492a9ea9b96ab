package io.tidemark.loadgen.load;

import io.tidemark.loadgen.swarm.SwarmGroup.SpanSummary;
import io.tidemark.loadgen.swarm.Timeline;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What a storm came to, out of what was counted. */
final class StormFigures {
  private static final long HIGHEST = TimeUnit.MINUTES.toMicros(10);

  private StormFigures() {}

  /** Of as many pushes as there had been if each entry had been pushed to each device. */
  static double suppressed(long entries, int devices, long deliveries) {
    double pushes = (double) entries * devices;
    return pushes == 0 ? 0 : Math.clamp(1 - deliveries / pushes, 0, 1);
  }

  /** Deltas that each device received in a second. */
  static double deltasPerSecond(long deliveries, int devices, double seconds) {
    return devices == 0 || seconds <= 0 ? 0 : deliveries / (double) devices / seconds;
  }

  /** Commits that were answered with success, and that the journal does not have. */
  static long lost(long answered, long entries) {
    return Math.max(0, answered - entries);
  }

  /** From the last entry's stamp until the last device had it; -1 if none got it. */
  static long lastToHeadMicros(Timeline timeline, long headMicros) {
    return headMicros == 0 ? -1 : Math.max(0, headMicros - timeline.stamp(timeline.last()));
  }

  /**
   * From an entry's stamp to the first device that received it, for spans that begin with it: where
   * a folder rested, that is the leading edge of a window.
   */
  static Histogram stampToFirst(List<SpanSummary> spans, Timeline timeline) {
    Histogram first = new Histogram(HIGHEST, 3);
    for (SpanSummary span : ofTimeline(spans, timeline)) {
      first.recordValue(
          Math.clamp(span.firstMicros() - timeline.stamp(span.from() + 1), 0, HIGHEST));
    }
    return first;
  }

  private static List<SpanSummary> ofTimeline(List<SpanSummary> spans, Timeline timeline) {
    return spans.stream()
        .filter(span -> span.ns().equals(timeline.ns()) && timeline.has(span.from() + 1))
        .toList();
  }

  /** How often the folder's head moved for the devices: deltas of one span, counted once. */
  static long windows(List<SpanSummary> spans, Timeline timeline) {
    return ofTimeline(spans, timeline).stream().mapToLong(SpanSummary::to).distinct().count();
  }
}
