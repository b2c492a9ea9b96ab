package io.tidemark.loadgen.report;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Reports as JSON, as {@code loadgen/report.schema.json} describes them. Histograms are whole
 * (HdrHistogram's compressed form, version 2, in Base64), so that reports can be compared at any
 * percentile.
 */
public final class ReportJson {
  /** Changes when a reader of older ones would misunderstand newer ones. */
  static final String FORMAT = "tidemark-load-report/1";

  private ReportJson() {}

  public static JsonObject of(RunReport report) {
    JsonObject settings = new JsonObject();
    report.settings().forEach(settings::put);
    JsonObject figures = new JsonObject();
    report
        .figures()
        .forEach((name, figure) ->
            figures.put(
                name,
                new JsonObject()
                    .put("value", figure.value())
                    .put("unit", figure.unit().written())
                    .put("better", figure.better().written())));
    JsonObject times = new JsonObject();
    report.times().forEach((name, micros) -> times.put(name, times(micros)));
    JsonObject series = new JsonObject();
    report.series().forEach((name, values) -> series.put(name, series(values)));
    return new JsonObject()
        .put("format", FORMAT)
        .put("scenario", report.scenario())
        .put("startedAt", report.startedAt().toString())
        .put("partial", report.isPartial())
        .put("machine", machine())
        .put("settings", settings)
        .put("figures", figures)
        .put("times", times)
        .put("series", series)
        .put("warnings", new JsonArray(report.warnings()))
        .put("details", new JsonArray(report.details()))
        .put("lines", new JsonArray(report.lines()));
  }

  private static JsonObject machine() {
    return new JsonObject()
        .put("cpus", Runtime.getRuntime().availableProcessors())
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("architecture", System.getProperty("os.arch"))
        .put("java", Runtime.version().toString());
  }

  private static JsonObject times(Histogram micros) {
    JsonObject json = new JsonObject().put("count", micros.getTotalCount());
    if (micros.getTotalCount() > 0) {
      json.put("p50Micros", micros.getValueAtPercentile(50))
          .put("p90Micros", micros.getValueAtPercentile(90))
          .put("p99Micros", micros.getValueAtPercentile(99))
          .put("p99.9Micros", micros.getValueAtPercentile(99.9))
          .put("maxMicros", micros.getMaxValue());
    }
    ByteBuffer bytes = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
    byte[] taken = new byte[micros.encodeIntoCompressedByteBuffer(bytes)];
    bytes.flip().get(taken);
    return json.put("histogram", Base64.getEncoder().encodeToString(taken));
  }

  private static JsonObject series(Series series) {
    JsonArray seconds = new JsonArray();
    JsonArray values = new JsonArray();
    for (int i = 0; i < series.size(); i++) {
      seconds.add(Math.round(series.second(i) * 1_000) / 1_000.0);
      values.add(series.value(i));
    }
    return new JsonObject()
        .put("unit", series.unit().written())
        .put("seconds", seconds)
        .put("values", values);
  }

  /**
   * @throws IllegalArgumentException if the file is no report: which, and what was expected
   */
  public static RunReport read(Path file) {
    try {
      JsonObject json = new JsonObject(Files.readString(file));
      if (!FORMAT.equals(json.getValue("format"))) {
        throw new IllegalArgumentException(
            "%s is no report of a run: its \"format\" is %s, expected \"%s\""
                .formatted(file, json.getValue("format"), FORMAT));
      }
      return read(json);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    } catch (DecodeException | ClassCastException | NullPointerException | DataFormatException e) {
      throw new IllegalArgumentException(
          "%s is no report of a run: %s; expected what --json writes"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static RunReport read(JsonObject json) throws DataFormatException {
    RunReport report =
        new RunReport(json.getString("scenario"), Instant.parse(json.getString("startedAt")));
    if (json.getBoolean("partial")) {
      report.partial();
    }
    JsonObject settings = json.getJsonObject("settings");
    settings.fieldNames().forEach(name -> report.setting(name, settings.getString(name)));
    JsonObject figures = json.getJsonObject("figures");
    for (String name : figures.fieldNames()) {
      JsonObject figure = figures.getJsonObject(name);
      report.figure(
          name,
          figure.getDouble("value"),
          unit(figure.getString("unit")),
          Better.of(figure.getString("better")));
    }
    JsonObject times = json.getJsonObject("times");
    for (String name : times.fieldNames()) {
      byte[] bytes = Base64.getDecoder().decode(times.getJsonObject(name).getString("histogram"));
      report.time(name, Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
    }
    JsonObject series = json.getJsonObject("series");
    for (String name : series.fieldNames()) {
      JsonObject one = series.getJsonObject(name);
      Series values = new Series(unit(one.getString("unit")));
      JsonArray seconds = one.getJsonArray("seconds");
      for (int i = 0; i < seconds.size(); i++) {
        values.add(seconds.getDouble(i), one.getJsonArray("values").getDouble(i));
      }
      report.series(name, values);
    }
    json.getJsonArray("warnings").forEach(text -> report.warning(String.valueOf(text)));
    json.getJsonArray("details").forEach(text -> report.detail(String.valueOf(text)));
    json.getJsonArray("lines").forEach(text -> report.line(String.valueOf(text)));
    return report;
  }

  private static Unit unit(String written) {
    return Unit.of(written)
        .orElseThrow(() -> new DecodeException("there is no unit '" + written + "'"));
  }
}
