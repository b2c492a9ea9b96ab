package io.tidemark.loadgen.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line plot as SVG: one unit, one or more lines, direct labels, a table's worth of titles. */
final class Plot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 220;
  private static final int LEFT = 84;
  private static final int RIGHT = 118;
  private static final int TOP = 12;
  private static final int BOTTOM = 30;
  private static final int TICKS = 4;

  /** More points than pixels say nothing more. */
  private static final int POINTS_MOST = 1_200;

  private record Line(String name, double[] x, double[] y) {}

  private record Tick(double x, String text) {}

  private final Unit unit;
  private final List<Line> lines = new ArrayList<>();
  private final List<Tick> ticks = new ArrayList<>();
  private double lowest = 0;

  Plot(Unit unit) {
    this.unit = unit;
  }

  /**
   * @param x between 0 and 1
   */
  void line(String name, double[] x, double[] y) {
    lines.add(new Line(name, x, y));
  }

  /**
   * @param x between 0 and 1
   */
  void tick(double x, String text) {
    ticks.add(new Tick(x, text));
  }

  /** From the lowest value instead of from 0, on a logarithmic axis. */
  void logarithmic() {
    double least = Double.MAX_VALUE;
    for (Line line : lines) {
      for (double y : line.y()) {
        least = y > 0 ? Math.min(least, y) : least;
      }
    }
    lowest = least == Double.MAX_VALUE ? 0 : Math.pow(10, Math.floor(Math.log10(least)));
  }

  String svg(String title) {
    double highest = highest();
    StringBuilder svg = new StringBuilder(4_096);
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(WIDTH, HEIGHT, Html.escape(title)));
    grid(svg, highest);
    for (Tick tick : ticks) {
      svg.append(
          "<text class=\"tick\" text-anchor=\"middle\" x=\"%s\" y=\"%d\">%s</text>"
              .formatted(number(x(tick.x())), HEIGHT - 8, Html.escape(tick.text())));
    }
    double lastLabel = -100;
    List<Line> byEnd =
        lines.stream()
            .filter(line -> line.y().length > 0)
            .sorted((a, b) -> Double.compare(b.y()[b.y().length - 1], a.y()[a.y().length - 1]))
            .toList();
    for (Line line : byEnd) {
      int colour = lines.indexOf(line) % 6;
      polyline(svg, line, highest, colour);
      int end = line.y().length - 1;
      double label = Math.max(y(line.y()[end], highest) + 4, lastLabel + 13);
      lastLabel = label;
      svg.append(
          "<text class=\"label c%d\" x=\"%s\" y=\"%s\">%s</text>"
              .formatted(
                  colour, number(x(line.x()[end]) + 6), number(label), Html.escape(line.name())));
    }
    return svg.append("</svg>").toString();
  }

  private void grid(StringBuilder svg, double highest) {
    List<Double> levels = new ArrayList<>();
    if (lowest > 0) {
      for (double level = lowest; level <= highest * 1.001; level *= 10) {
        levels.add(level);
      }
    } else {
      for (int i = 0; i <= TICKS; i++) {
        levels.add(highest * i / TICKS);
      }
    }
    for (double level : levels) {
      double y = y(level, highest);
      svg.append(
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/><text class=\"tick\" text-anchor=\"end\" x=\"%d\" y=\"%s\">%s</text>"
              .formatted(
                  LEFT,
                  WIDTH - RIGHT,
                  number(y),
                  number(y),
                  LEFT - 8,
                  number(y + 4),
                  Html.escape(unit.show(level))));
    }
  }

  private void polyline(StringBuilder svg, Line line, double highest, int colour) {
    svg.append("<polyline class=\"line c%d\" points=\"".formatted(colour));
    int step = Math.max(1, line.y().length / POINTS_MOST);
    for (int i = 0; i < line.y().length; i += step) {
      svg.append(number(x(line.x()[i])))
          .append(',')
          .append(number(y(line.y()[i], highest)))
          .append(' ');
    }
    svg.append("\"><title>").append(Html.escape(line.name())).append("</title></polyline>");
  }

  /** A round number above all values. */
  private double highest() {
    double most = 0;
    for (Line line : lines) {
      for (double y : line.y()) {
        most = Math.max(most, y);
      }
    }
    if (most <= 0) {
      return 1;
    }
    if (unit == Unit.BYTES && most >= 1_024) {
      double multiple = Math.pow(1_024, Math.floor(Math.log(most) / Math.log(1_024)));
      return above(most / multiple) * multiple;
    }
    return above(most);
  }

  private double above(double most) {
    double power = Math.pow(10, Math.floor(Math.log10(most)));
    if (lowest > 0) {
      return most <= power ? power : power * 10;
    }
    for (double step : new double[] {1, 2, 4, 8}) {
      if (most <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private static double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value, double highest) {
    double share =
        lowest > 0
            ? Math.log(Math.max(value, lowest) / lowest) / Math.log(Math.max(highest / lowest, 1.1))
            : value / highest;
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
