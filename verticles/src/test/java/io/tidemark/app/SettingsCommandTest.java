package io.tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SettingsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void each_setting_has_a_line_and_the_columns_are_aligned() {
    assertThat(run(Map.of())).isZero();

    var lines = out.toString().lines().toList();
    int column = lines.getFirst().indexOf("ENVIRONMENT");
    assertThat(lines.stream().filter(line -> line.contains("TIDEMARK_")))
        .hasSizeGreaterThan(30)
        .allMatch(line -> line.startsWith("TIDEMARK_", column))
        .anyMatch(line -> line.matches("http\\.port +8080 +TIDEMARK_HTTP_PORT +the port.*"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void what_the_environment_sets_is_marked_and_a_secret_is_not_shown() {
    run(
        Map.of(
            "TIDEMARK_HTTP_PORT", "9090",
            "TIDEMARK_POSTGRES_URI", "postgresql://u:hidden@h/d"));

    assertThat(out.toString())
        .containsPattern("http\\.port +\\* 9090 ")
        .containsPattern("postgres\\.uri +\\* \\(not shown\\) ")
        .doesNotContain("hidden")
        .contains("* from the environment");
  }

  @Test
  void a_wrong_environment_is_told_after_the_table() {
    assertThat(run(Map.of("TIDEMARK_HTTP_PROT", "1"))).isEqualTo(1);

    assertThat(out.toString()).contains("http.port");
    assertThat(err.toString()).contains("did you mean TIDEMARK_HTTP_PORT?");
  }

  @Test
  void allowed_values_are_shown_on_request() {
    run(Map.of(), "--allowed");

    assertThat(out.toString()).contains("· a whole number from 0 to 65535");
  }

  private int run(Map<String, String> environment, String... arguments) {
    return new CommandLine(new SettingsCommand(environment))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
