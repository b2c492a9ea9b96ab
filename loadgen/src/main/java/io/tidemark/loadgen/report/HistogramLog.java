package io.tidemark.loadgen.report;

import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The histograms of a run in HdrHistogram's log format 1.3, one line each, its name as the tag:
 * readable by every tool that knows {@code .hlog}.
 */
final class HistogramLog {
  private HistogramLog() {}

  static void write(RunReport report, PrintStream out) {
    HistogramLogWriter log = new HistogramLogWriter(out);
    log.outputComment("[%s, microseconds]".formatted(report.scenario()));
    log.outputLogFormatVersion();
    long start = report.startedAt().toEpochMilli();
    log.outputStartTime(start);
    log.setBaseTime(start);
    log.outputLegend();
    report
        .times()
        .forEach((name, micros) -> {
          Histogram tagged = micros.copy();
          tagged.setTag(name.toLowerCase(Locale.ROOT).replaceAll("[,\\s]+", "-"));
          tagged.setStartTimeStamp(start);
          tagged.setEndTimeStamp(start + Math.round(seconds(report) * 1_000));
          log.outputIntervalHistogram(tagged);
        });
  }

  private static double seconds(RunReport report) {
    return report.series().values().stream().mapToDouble(Series::lastSecond).max().orElse(0);
  }
}
