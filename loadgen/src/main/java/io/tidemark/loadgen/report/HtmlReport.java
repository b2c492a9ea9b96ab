package io.tidemark.loadgen.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A report as one page that needs nothing else: no script, no font, no picture from elsewhere. */
final class HtmlReport {
  /** The right end of the spectrum: 1 - 10^-5. */
  private static final int NINES = 5;

  private static final int POINTS = 400;
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2733; --soft: #5d6b7a; --line: #d9dfe5; --page: #fff; --card: #f5f7f9;
        --c0: #0b6bcb; --c1: #c2410c; --c2: #15803d; --c3: #7e22ce; --c4: #b45309; --c5: #0f766e; --bad: #b42318; --good: #15803d; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #9aa7b4; --line: #33404d; --page: #141a20; --card: #1c242c;
        --c0: #58a6ff; --c1: #ff9b5e; --c2: #4ade80; --c3: #c792ff; --c4: #fbbf24; --c5: #2dd4bf; --bad: #ff8a80; --good: #4ade80; } }
      body { margin: 0 auto; padding: 24px 16px 64px; max-width: 1340px; background: var(--page); color: var(--ink);
        font: 15px/1.5 system-ui, sans-serif; }
      h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 32px 0 8px; } .soft { color: var(--soft); }
      .verdict { padding: 10px 14px; border-left: 4px solid var(--good); background: var(--card); margin: 14px 0; }
      .bad { border-left-color: var(--bad); } .bad strong, td.bad { color: var(--bad); }
      .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 20px; }
      figure { margin: 0; background: var(--card); padding: 12px; } figcaption { font-weight: 600; margin-bottom: 6px; }
      .scroll { overflow-x: auto; } table { border-collapse: collapse; } th { text-align: left; font-weight: 600; }
      td, th { padding: 3px 18px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
      td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
      svg { width: 100%; height: auto; display: block; } svg text { font: 12px system-ui, sans-serif; fill: var(--soft); }
      .grid { stroke: var(--line); stroke-width: 1; } .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
      .line.c0 { stroke: var(--c0); } .line.c1 { stroke: var(--c1); } .line.c2 { stroke: var(--c2); }
      .line.c3 { stroke: var(--c3); } .line.c4 { stroke: var(--c4); } .line.c5 { stroke: var(--c5); }
      svg .label.c0 { fill: var(--c0); } svg .label.c1 { fill: var(--c1); } svg .label.c2 { fill: var(--c2); }
      svg .label.c3 { fill: var(--c3); } svg .label.c4 { fill: var(--c4); } svg .label.c5 { fill: var(--c5); }
      pre { font: 13px/1.45 ui-monospace, monospace; margin: 0; } code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
      """;

  private final RunReport report;
  private final StringBuilder page = new StringBuilder(32_768);

  private HtmlReport(RunReport report) {
    this.report = report;
  }

  static String of(RunReport report, List<Assertion.Outcome> outcomes) {
    HtmlReport html = new HtmlReport(report);
    html.head(outcomes);
    html.figures();
    html.percentiles();
    html.plots();
    html.lines();
    html.settings();
    return html.page.append("</body></html>\n").toString();
  }

  private void head(List<Assertion.Outcome> outcomes) {
    String title = "Tidemark load: " + report.scenario();
    page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
        .append(Html.escape(title))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body><h1>")
        .append(Html.escape(title))
        .append("</h1><div class=\"soft\">")
        .append(
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'")
                .format(report.startedAt().atOffset(ZoneOffset.UTC)))
        .append("</div>");
    if (report.isPartial()) {
      verdict(true, "Partial", "the run was ended before its time");
    }
    if (report.details().isEmpty()) {
      verdict(false, "No broken promise", "");
    } else {
      verdict(true, "Broken promises", "");
      report
          .details()
          .forEach(
              text -> page.append("<div><code>").append(Html.escape(text)).append("</code></div>"));
    }
    report.warnings().forEach(text -> verdict(true, "Mind", text));
    outcomes.forEach(
        outcome -> verdict(!outcome.kept(), outcome.kept() ? "Held" : "Broken", outcome.said()));
  }

  private void verdict(boolean bad, String word, String text) {
    page.append("<div class=\"verdict")
        .append(bad ? " bad" : "")
        .append("\"><strong>")
        .append(word)
        .append("</strong> ")
        .append(Html.escape(text))
        .append("</div>");
  }

  private void figures() {
    if (report.figures().isEmpty()) {
      return;
    }
    page.append("<h2>Figures</h2><div class=\"scroll\"><table>");
    report
        .figures()
        .forEach((name, figure) ->
            page.append("<tr><td>")
                .append(Html.escape(name))
                .append("</td><td class=\"n\">")
                .append(Html.escape(figure.show()))
                .append("</td></tr>"));
    page.append("</table></div>");
  }

  private void percentiles() {
    if (report.times().isEmpty()) {
      return;
    }
    page.append(
        "<h2>Times</h2><div class=\"scroll\"><table><tr><th></th><th class=\"n\">count</th>");
    RunReport.PARTS.forEach(part -> page.append("<th class=\"n\">").append(part).append("</th>"));
    page.append("</tr>");
    report
        .times()
        .forEach((name, micros) -> {
          page.append("<tr><td>")
              .append(Html.escape(name))
              .append("</td><td class=\"n\">")
              .append(Unit.COUNT.show((double) micros.getTotalCount()))
              .append("</td>");
          for (String part : RunReport.PARTS) {
            page.append("<td class=\"n\">")
                .append(report.find(name + "." + part).map(Figure::show).orElse("—"))
                .append("</td>");
          }
          page.append("</tr>");
        });
    page.append("</table></div>");
  }

  private void plots() {
    page.append("<h2>Over time</h2><div class=\"plots\">");
    Map<String, Map<String, Series>> groups = new LinkedHashMap<>();
    report
        .series()
        .forEach((name, series) -> {
          String group = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
          groups
              .computeIfAbsent(group + " · " + series.unit().written(), _ -> new LinkedHashMap<>())
              .put(name, series);
        });
    groups.values().forEach(this::overTime);
    page.append("</div><h2>Latency by percentile</h2><div class=\"plots\">");
    report
        .times()
        .forEach((name, micros) -> {
          if (micros.getTotalCount() > 0) {
            spectrum(name, micros);
          }
        });
    page.append("</div>");
  }

  /** Series of one unit, at least one. */
  private void overTime(Map<String, Series> lines) {
    double end = lines.values().stream().mapToDouble(Series::lastSecond).max().orElse(1);
    Plot plot = new Plot(lines.values().iterator().next().unit());
    lines.forEach((name, series) -> {
      double[] x = new double[series.size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = end == 0 ? 0 : series.second(i) / end;
      }
      plot.line(name, x, series.values());
    });
    for (int i = 0; i <= 4; i++) {
      plot.tick(i / 4.0, "%.0f s".formatted(end * i / 4));
    }
    figure(String.join(", ", lines.keySet()), plot);
  }

  /** Percentiles with as much room for the last thousandth as for the first half. */
  private void spectrum(String name, Histogram micros) {
    double nines = Math.clamp(Math.log10((double) micros.getTotalCount()), 1, NINES);
    double[] x = new double[POINTS + 1];
    double[] y = new double[POINTS + 1];
    for (int i = 0; i <= POINTS; i++) {
      x[i] = i / (double) POINTS;
      y[i] = (double) micros.getValueAtPercentile(100 * (1 - Math.pow(10, -x[i] * nines)));
    }
    Plot plot = new Plot(Unit.MICROS);
    plot.line(name, x, y);
    plot.logarithmic();
    String[] texts = {"0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %"};
    for (int i = 0; i <= nines; i++) {
      plot.tick(i / nines, texts[i]);
    }
    figure(name, plot);
  }

  private void figure(String title, Plot plot) {
    page.append("<figure><figcaption>")
        .append(Html.escape(title))
        .append("</figcaption>")
        .append(plot.svg(title))
        .append("</figure>");
  }

  private void lines() {
    page.append("<h2>As it was told</h2><div class=\"scroll\"><pre>");
    report.lines().forEach(text -> page.append(Html.escape(text)).append('\n'));
    page.append("</pre></div>");
  }

  private void settings() {
    page.append("<h2>Told</h2><div class=\"scroll\"><table>");
    report
        .settings()
        .forEach((name, value) ->
            page.append("<tr><td>")
                .append(Html.escape(name))
                .append("</td><td><code>")
                .append(Html.escape(value))
                .append("</code></td></tr>"));
    page.append("</table></div>");
  }
}
