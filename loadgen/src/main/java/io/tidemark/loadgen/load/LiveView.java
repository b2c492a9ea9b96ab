package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.report.Sampler;
import io.tidemark.loadgen.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run does at the moment, on a line or two: time gone and left, then each rate with its
 * percentiles, and whatever else is looked at.
 */
final class LiveView implements Sampler.Viewer {
  private static final String RATE = ".rate";

  /** What was looked at longer ago than this is not of the moment. */
  private static final double FRESH_SECONDS = 1.5;

  private final Progress progress;
  private final int seconds;

  /**
   * @param seconds how long the run is meant to be; 0 if nobody knows
   */
  LiveView(Progress progress, int seconds) {
    this.progress = progress;
    this.seconds = seconds;
  }

  @Override
  public void look(double second, Map<String, Series> series) {
    progress.figures(figures(second, series));
  }

  List<String> figures(double second, Map<String, Series> series) {
    List<String> figures = new ArrayList<>();
    figures.add(
        seconds == 0
            ? "%,.0f s".formatted(second)
            : "%,.0f of %,d s, %,.0f s left"
                .formatted(second, seconds, Math.max(0, seconds - second)));
    series.forEach((name, values) -> {
      boolean part = name.endsWith(".p50") || name.endsWith(".p99");
      if (part || !isFresh(second, values)) {
        return;
      }
      if (name.endsWith(RATE)) {
        String what = name.substring(0, name.length() - RATE.length());
        figures.add(
            "%s %s%s%s"
                .formatted(
                    what,
                    last(values),
                    percentile(second, series, what, "p50"),
                    percentile(second, series, what, "p99")));
      } else {
        figures.add(name.replace('.', ' ') + " " + last(values));
      }
    });
    return figures;
  }

  private static String percentile(
      double second, Map<String, Series> series, String what, String part) {
    Series values = series.get(what + "." + part);
    return values == null || !isFresh(second, values) ? "" : " " + part + " " + last(values);
  }

  private static boolean isFresh(double second, Series values) {
    return values.size() > 0 && second - values.second(values.size() - 1) < FRESH_SECONDS;
  }

  private static String last(Series values) {
    return values.unit().show(values.value(values.size() - 1));
  }

  @Override
  public void ended() {
    progress.figures(List.of());
  }
}
