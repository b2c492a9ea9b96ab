package io.tidemark.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class ReportOptionsTest {
  @Command(name = "run")
  static final class Run {
    @Mixin final ReportOptions reporting = new ReportOptions();
  }

  @TempDir private Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
  private final RunReport report = Reports.run(50, 0, 1);

  private ReportOptions options(String... args) {
    Run run = new Run();
    new CommandLine(run).parseArgs(args);
    return run.reporting;
  }

  private int finish(boolean clean, String... args) {
    return options(args).finish(report, clean, out);
  }

  @Test
  void all_three_files_are_written_and_nothing_else() throws Exception {
    Path json = folder.resolve("a.json");
    Path html = folder.resolve("a.html");
    Path histograms = folder.resolve("a.hlog");
    assertThat(
            finish(
                true,
                "--json",
                json.toString(),
                "--html",
                html.toString(),
                "--hlog",
                histograms.toString()))
        .isZero();
    assertThat(ReportJson.read(json).figures()).isEqualTo(report.figures());
    assertThat(html).content().contains("</html>");
    try (FileInputStream in = new FileInputStream(histograms.toFile());
        HistogramLogReader reader = new HistogramLogReader(in)) {
      EncodableHistogram first = reader.nextIntervalHistogram();
      assertThat(first.getTag()).isEqualTo("push");
      assertThat(first).isEqualTo(report.times().get("push"));
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(json, html, histograms);
    }
  }

  @Test
  void a_broken_assertion_exits_with_2_and_one_that_holds_with_0() {
    assertThat(finish(true, "--assert", "lost==0", "--assert", "push.p99<1s")).isZero();
    assertThat(finish(true, "--assert", "lost==0", "--assert", "push.p99<1ms")).isEqualTo(2);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("BROKEN  push.p99<1ms", "held    lost==0");
  }

  @Test
  void a_broken_promise_exits_with_1_whatever_was_asserted() {
    assertThat(finish(false)).isEqualTo(1);
    assertThat(finish(false, "--assert", "push.p99<1ms")).isEqualTo(1);
  }

  @Test
  void a_report_that_cannot_be_written_is_loud_and_the_others_are_written() throws Exception {
    Path taken = Files.createDirectories(folder.resolve("taken.json").resolve("by"));
    Path html = folder.resolve("a.html");
    assertThat(
            finish(
                true, "--json", folder.resolve("taken.json").toString(), "--html", html.toString()))
        .isEqualTo(2);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("CANNOT BE WRITTEN", "taken.json");
    assertThat(html).exists();
    assertThat(taken).exists();
    assertThat(folder.resolve("taken.json.unfinished")).doesNotExist();
  }

  @Test
  void what_cannot_be_written_or_read_is_said_before_the_run() {
    assertThatThrownBy(() -> options("--json", "/no/such/folder/a.json").check())
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("/no/such/folder/a.json");
    assertThatThrownBy(() -> options("--html", folder.toString()).check())
        .isInstanceOf(ParameterException.class);
    assertThatThrownBy(() -> options("--assert", "p99 is good").check())
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("p99 is good");
    options("--json", folder.resolve("a.json").toString(), "--assert", "lost==0").check();
  }
}
