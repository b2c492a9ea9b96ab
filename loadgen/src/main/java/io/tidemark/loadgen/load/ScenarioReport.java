package io.tidemark.loadgen.load;

import io.tidemark.loadgen.swarm.Findings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a scenario measured, as lines for people and as JSON for programs. */
final class ScenarioReport {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};
  private static final int DETAILS_SHOWN = 10;

  private final PrintStream out;
  private final JsonObject json = new JsonObject();

  ScenarioReport(PrintStream out, String scenario) {
    this.out = out;
    json.put("scenario", scenario).put("at", Instant.now().toString());
  }

  void title(String text) {
    out.printf("%n  %s%n", text);
  }

  void line(String text) {
    out.println(text);
  }

  /** What must not be overlooked. */
  void loud(String text) {
    out.printf("%n  %s%n%n", text);
    JsonArray warnings = json.getJsonArray("warnings");
    json.put("warnings", (warnings == null ? new JsonArray() : warnings).add(text));
  }

  void row(String name, String value) {
    out.printf("  %-26s %s%n", name, value);
  }

  /** Only for programs. */
  ScenarioReport put(String key, Object value) {
    json.put(key, value);
    return this;
  }

  void time(String name, String key, Histogram micros) {
    row(name, LoadReport.percentiles(micros));
    put(key, times(micros));
  }

  static JsonObject times(Histogram micros) {
    JsonObject values = new JsonObject().put("count", micros.getTotalCount());
    for (double percentile : PERCENTILES) {
      values.put(
          "p" + (percentile % 1 == 0 ? "%.0f" : "%.1f").formatted(percentile) + "Micros",
          micros.getValueAtPercentile(percentile));
    }
    return values.put("maxMicros", micros.getMaxValue());
  }

  /**
   * @return whether there are none
   */
  boolean findings(Findings findings) {
    row("violations", findings.summary());
    findings.details().stream().limit(DETAILS_SHOWN).forEach(detail -> line("    " + detail));
    put("violations", findings.violations());
    put("details", new JsonArray(findings.details()));
    return findings.violations() == 0;
  }

  /**
   * @param file null for none
   */
  void write(@Nullable Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, json.encodePrettily() + System.lineSeparator());
    } catch (IOException e) {
      throw new UncheckedIOException("the report cannot be written to " + file, e);
    }
  }
}
