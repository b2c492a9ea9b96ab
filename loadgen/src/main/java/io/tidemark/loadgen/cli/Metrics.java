package io.tidemark.loadgen.cli;

import java.util.HashMap;
import java.util.Map;

/**
 * What {@code /metrics} says, in the Prometheus text format.
 *
 * @param sums of each name over all its labels; and of each {@code name{label="value"}} over its
 *     other labels
 */
public record Metrics(Map<String, Double> sums) {

  /** Lines that are no samples are skipped. */
  public static Metrics parse(String text) {
    Map<String, Double> sums = new HashMap<>();
    for (String line : text.split("\n")) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      int labels = line.indexOf('{');
      int space = line.lastIndexOf(' ');
      if (space < 0) {
        continue;
      }
      String name = labels < 0 ? line.substring(0, space) : line.substring(0, labels);
      try {
        double value = Double.parseDouble(line.substring(space + 1));
        sums.merge(name.trim(), value, Double::sum);
        int end = line.lastIndexOf('}', space);
        if (labels >= 0 && end > labels) {
          for (String label : line.substring(labels + 1, end).split("(?<=\"),")) {
            sums.merge(name.trim() + "{" + label + "}", value, Double::sum);
          }
        }
      } catch (NumberFormatException _) {
        // Not a sample.
      }
    }
    return new Metrics(Map.copyOf(sums));
  }

  /** 0 for a name that is not there. */
  public double sum(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  /** 0 where there is none with this label. */
  public double sum(String name, String label, String value) {
    return sum("%s{%s=\"%s\"}".formatted(name, label, value));
  }

  public boolean has(String name) {
    return sums.containsKey(name);
  }
}
