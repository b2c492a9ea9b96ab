package io.tidemark.loadgen.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Two reports, or two sets of them, held against each other, with the noise in view: a difference
 * counts where it is larger than the 99 % interval of what varies by itself, and than a share that
 * one cares about.
 */
final class Comparison {
  /** Seconds of a run that it takes to say how much its figures vary. */
  private static final int SECONDS_LEAST = 5;

  /** What a difference is. */
  enum Verdict {
    /** No larger than what varies by itself. */
    NOISE("within noise"),
    /** Real, but smaller than the share that one cares about. */
    SMALL("small"),
    BETTER("better"),
    WORSE("WORSE"),
    /** Real, and neither good nor bad. */
    OTHER("different"),
    /** One value on each side: nobody knows how much it varies. */
    UNKNOWN("one sample"),
    SAME("same");

    private final String written;

    Verdict(String written) {
      this.written = written;
    }

    String written() {
      return written;
    }
  }

  /**
   * One figure that both sides have.
   *
   * @param noise as {@code before} and {@code after} are; infinite where it is not known
   */
  record Line(String name, Figure before, Figure after, double noise, Verdict verdict) {
    double change() {
      return before.value() == 0
          ? after.value() == 0 ? 0 : Double.POSITIVE_INFINITY
          : (after.value() - before.value()) / Math.abs(before.value());
    }
  }

  private final List<RunReport> before;
  private final List<RunReport> after;
  private final double threshold;

  /**
   * @param threshold the share of a figure below which a difference does not matter
   */
  Comparison(List<RunReport> before, List<RunReport> after, double threshold) {
    this.before = List.copyOf(before);
    this.after = List.copyOf(after);
    this.threshold = threshold;
  }

  List<Line> lines() {
    Set<String> names = new LinkedHashSet<>();
    before.forEach(report -> names.addAll(report.names()));
    List<Line> lines = new ArrayList<>();
    for (String name : names) {
      List<Figure> first = all(before, name);
      List<Figure> second = all(after, name);
      if (!first.isEmpty() && !second.isEmpty()) {
        lines.add(line(name, first, second));
      }
    }
    return lines;
  }

  private Line line(String name, List<Figure> first, List<Figure> second) {
    Figure one = mean(first);
    Figure other = mean(second);
    double noise = samples(before, name, first).noise(samples(after, name, second));
    return new Line(name, one, other, noise, verdict(one, other, noise));
  }

  private Verdict verdict(Figure one, Figure other, double noise) {
    double difference = other.value() - one.value();
    if (difference == 0) {
      return Verdict.SAME;
    }
    // What must be none has no noise: one lost change is one too many.
    boolean mustBeNone = one.unit() == Unit.COUNT && one.better() == Better.LOWER;
    if (!mustBeNone) {
      if (Double.isInfinite(noise)) {
        return Verdict.UNKNOWN;
      }
      if (Math.abs(difference) <= noise) {
        return Verdict.NOISE;
      }
      if (Math.abs(difference) <= threshold * Math.abs(one.value())) {
        return Verdict.SMALL;
      }
    }
    return switch (one.better()) {
      case LOWER -> difference < 0 ? Verdict.BETTER : Verdict.WORSE;
      case HIGHER -> difference > 0 ? Verdict.BETTER : Verdict.WORSE;
      case NEITHER -> Verdict.OTHER;
    };
  }

  /** Whole runs where there are several, else the seconds of the one. */
  private static Samples samples(List<RunReport> side, String name, List<Figure> figures) {
    if (figures.size() > 1) {
      return Samples.independent(figures.stream().mapToDouble(Figure::value).toArray());
    }
    return Optional.ofNullable(side.getFirst().series().get(name))
        .filter(series -> series.size() >= SECONDS_LEAST)
        .map(series -> Samples.successive(series.values()))
        .orElseGet(() -> Samples.independent(new double[] {figures.getFirst().value()}));
  }

  private static List<Figure> all(List<RunReport> side, String name) {
    return side.stream().map(report -> report.find(name)).flatMap(Optional::stream).toList();
  }

  private static Figure mean(List<Figure> figures) {
    Figure first = figures.getFirst();
    return new Figure(
        figures.stream().mapToDouble(Figure::value).average().orElseThrow(),
        first.unit(),
        first.better());
  }

  /** What the runs were told differently: then not only the hub is compared. */
  List<String> settingsThatDiffer() {
    List<String> lines = new ArrayList<>();
    RunReport one = before.getFirst();
    RunReport other = after.getFirst();
    if (!one.scenario().equals(other.scenario())) {
      lines.add("scenario: %s · %s".formatted(one.scenario(), other.scenario()));
    }
    Set<String> names = new LinkedHashSet<>(one.settings().keySet());
    names.addAll(other.settings().keySet());
    for (String name : names) {
      String first = one.settings().getOrDefault(name, "—");
      String second = other.settings().getOrDefault(name, "—");
      if (!first.equals(second)) {
        lines.add("%s: %s · %s".formatted(name, first, second));
      }
    }
    return lines;
  }
}
