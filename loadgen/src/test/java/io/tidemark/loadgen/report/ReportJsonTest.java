package io.tidemark.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportJsonTest {
  @TempDir private Path folder;

  private Path written(RunReport report) throws Exception {
    return Files.writeString(folder.resolve("report.json"), ReportJson.of(report).encode());
  }

  @Test
  void a_report_comes_back_as_it_was_written() throws Exception {
    RunReport report = Reports.run(50, 5, 1).warning("late").detail("LOST device=1").partial();
    RunReport read = ReportJson.read(written(report));
    assertThat(read.figures()).isEqualTo(report.figures());
    assertThat(read.settings()).isEqualTo(report.settings());
    assertThat(read.times()).isEqualTo(report.times());
    assertThat(read.series().get("push.rate").values())
        .isEqualTo(report.series().get("push.rate").values());
    assertThat(read.warnings()).containsExactly("late");
    assertThat(read.details()).containsExactly("LOST device=1");
    assertThat(read.lines()).isEqualTo(report.lines());
    assertThat(read.isPartial()).isTrue();
    assertThat(read.startedAt()).isEqualTo(report.startedAt());
    assertThat(read.scenario()).isEqualTo("push");
  }

  @Test
  void reports_are_as_the_schema_says() throws Exception {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("report.schema.json")), InputFormat.JSON);
    RunReport empty = new RunReport("idle", Instant.EPOCH).time("nothing", new Histogram(1_000, 3));
    for (RunReport report : new RunReport[] {Reports.run(50, 5, 1), empty}) {
      String json = ReportJson.of(report).encode();
      assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    }
    String other = ReportJson.of(empty).put("more", 1).encode();
    assertThat(schema.validate(other, InputFormat.JSON)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"format\":\"tidemark-load-report/9\"}",
        "{\"format\":\"tidemark-load-report/1\"}",
        "{\"format\":\"tidemark-load-report/1\",\"scenario\":3}"
      })
  void what_is_no_report_is_refused_with_the_file_and_what_was_expected(String content)
      throws Exception {
    Path file = Files.writeString(folder.resolve("other.json"), content);
    assertThatThrownBy(() -> ReportJson.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("expected");
  }

  @Test
  void a_unit_from_the_future_is_refused() throws Exception {
    String json = ReportJson.of(Reports.run(50, 5, 1)).encode().replace("\"/s\"", "\"furlong\"");
    Path file = Files.writeString(folder.resolve("other.json"), json);
    assertThatThrownBy(() -> ReportJson.read(file)).hasMessageContaining("furlong");
  }

  @Test
  void a_file_that_is_not_there_is_told() {
    assertThatThrownBy(() -> ReportJson.read(folder.resolve("none.json")))
        .hasMessageContaining("there is no file")
        .hasMessageContaining("none.json");
  }
}
