package io.tidemark.loadgen.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * What one run measured. Filled by one thread; times are histograms of microseconds.
 *
 * <p>Every figure has a name that {@code --assert} and {@code compare} know: its own, or a
 * histogram's with {@code .p50}, {@code .p99.9}, {@code .max}, {@code .mean} or {@code .count}.
 */
public final class RunReport {
  private static final Pattern OF_HISTOGRAM =
      Pattern.compile("(.+)\\.(p(\\d{1,3}(?:\\.\\d+)?)|max|mean|count)");

  /** Shown for each histogram, and compared. */
  static final List<String> PARTS = List.of("p50", "p90", "p99", "p99.9", "max");

  private final String scenario;
  private final Instant startedAt;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final Map<String, Histogram> times = new LinkedHashMap<>();
  private final Map<String, Series> series = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> details = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private boolean partial;

  public RunReport(String scenario, Instant startedAt) {
    this.scenario = scenario;
    this.startedAt = startedAt;
  }

  public String scenario() {
    return scenario;
  }

  public Instant startedAt() {
    return startedAt;
  }

  /** What the run was told. */
  public RunReport setting(String name, Object value) {
    settings.put(name, String.valueOf(value));
    return this;
  }

  /**
   * @param value there is no figure if it is no number: nothing was measured
   */
  public RunReport figure(String name, double value, Unit unit, Better better) {
    if (Double.isFinite(value)) {
      figures.put(name, new Figure(value, unit, better));
    }
    return this;
  }

  /** A number of things, neither good nor bad. */
  public RunReport count(String name, long count) {
    return figure(name, (double) count, Unit.COUNT, Better.NEITHER);
  }

  /** A number of things of which every one is one too many. */
  public RunReport fault(String name, long count) {
    return figure(name, (double) count, Unit.COUNT, Better.LOWER);
  }

  /**
   * @param micros read when the report is written; nobody may write to it by then
   */
  public RunReport time(String name, Histogram micros) {
    times.put(name, micros);
    return this;
  }

  public RunReport series(String name, Series values) {
    series.put(name, values);
    return this;
  }

  /** What must not be overlooked by who reads the figures. */
  public RunReport warning(String text) {
    warnings.add(text);
    return this;
  }

  /** One broken promise: which device, which folder, which entries. */
  public RunReport detail(String text) {
    details.add(text);
    return this;
  }

  /** A line as people were shown it. */
  public RunReport line(String text) {
    lines.add(text);
    return this;
  }

  /** The run was ended before its time. */
  public RunReport partial() {
    partial = true;
    return this;
  }

  public boolean isPartial() {
    return partial;
  }

  public Map<String, String> settings() {
    return Collections.unmodifiableMap(settings);
  }

  public Map<String, Figure> figures() {
    return Collections.unmodifiableMap(figures);
  }

  public Map<String, Histogram> times() {
    return Collections.unmodifiableMap(times);
  }

  public Map<String, Series> series() {
    return Collections.unmodifiableMap(series);
  }

  public List<String> warnings() {
    return Collections.unmodifiableList(warnings);
  }

  public List<String> details() {
    return Collections.unmodifiableList(details);
  }

  public List<String> lines() {
    return Collections.unmodifiableList(lines);
  }

  /** The figure of this name; of an empty histogram there is none. */
  public Optional<Figure> find(String name) {
    Figure own = figures.get(name);
    if (own != null) {
      return Optional.of(own);
    }
    Matcher matcher = OF_HISTOGRAM.matcher(name);
    Histogram micros = matcher.matches() ? times.get(matcher.group(1)) : null;
    if (micros == null) {
      return Optional.empty();
    }
    String part = matcher.group(2);
    if (part.equals("count")) {
      return Optional.of(new Figure((double) micros.getTotalCount(), Unit.COUNT, Better.NEITHER));
    }
    if (micros.getTotalCount() == 0) {
      return Optional.empty();
    }
    return switch (part) {
      case "max" -> time((double) micros.getMaxValue());
      case "mean" -> time(micros.getMean());
      default -> {
        double percentile = Double.parseDouble(matcher.group(3));
        yield percentile > 100
            ? Optional.empty()
            : time((double) micros.getValueAtPercentile(percentile));
      }
    };
  }

  private static Optional<Figure> time(double micros) {
    return Optional.of(new Figure(micros, Unit.MICROS, Better.LOWER));
  }

  /** All names that {@link #find} answers; of percentiles the usual ones. */
  public List<String> names() {
    List<String> names = new ArrayList<>(new TreeSet<>(figures.keySet()));
    new TreeSet<>(times.keySet())
        .forEach(name -> PARTS.forEach(part -> names.add(name + "." + part)));
    return names;
  }
}
