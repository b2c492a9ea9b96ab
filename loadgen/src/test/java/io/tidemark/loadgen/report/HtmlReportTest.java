package io.tidemark.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  @Test
  void the_page_needs_nothing_from_elsewhere() {
    String page = HtmlReport.of(Reports.run(50, 5, 1), List.of());
    assertThat(page).doesNotContain("http:", "https:", "src=", "<script", "@import", "url(");
    assertThat(page).startsWith("<!doctype html>").endsWith("</html>\n");
  }

  @Test
  void every_figure_series_and_histogram_is_shown() {
    String page = HtmlReport.of(Reports.run(50, 0, 1), List.of());
    assertThat(page).contains("push.rate", "50/s", "3.0 MiB", "99.80 %", "achieved 50/s", "99.9 %");
    assertThat(page.split("<svg", -1)).hasSize(3);
    assertThat(page).contains("No broken promise").doesNotContain("NaN");
  }

  @Test
  void text_from_elsewhere_stays_text() {
    RunReport report =
        Reports.run(50, 5, 1).detail("<b>LOST</b>").warning("a & b").setting("x", "\"'<");
    String page = HtmlReport.of(report, List.of(new Assertion.Outcome(false, "lost<1: 5")));
    assertThat(page)
        .contains(
            "&lt;b&gt;LOST", "a &amp; b", "&quot;&#39;&lt;", "lost&lt;1: 5", "Broken promises")
        .doesNotContain("<b>LOST");
  }

  @Test
  void a_run_that_was_ended_before_its_time_says_so() {
    assertThat(HtmlReport.of(Reports.run(50, 5, 1).partial(), List.of())).contains("Partial");
  }
}
