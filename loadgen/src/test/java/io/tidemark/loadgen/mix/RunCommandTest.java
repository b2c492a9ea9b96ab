package io.tidemark.loadgen.mix;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.fake.FakeHub;
import io.tidemark.loadgen.load.LoadCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class RunCommandTest {
  @TempDir private Path directory;

  private final StringWriter err = new StringWriter();

  @Test
  void scenarios_run_together_and_leave_their_reports() throws Exception {
    try (FakeHub hub = FakeHub.start()) {
      assertThat(
              run(
                  """
                  defaults: {url: '%s'}
                  reports: %s/reports
                  steps:
                    - together:
                        - commit: {rate: 20, namespaces: 4, connections: 2, seconds: 1, warm-up: 0}
                        - commit: {rate: 20, namespaces: 4, connections: 2, seconds: 1, warm-up: 0, assert: committed<0}
                  """
                      .formatted(hub.url(), directory)))
          .isEqualTo(2);
      assertThat(directory.resolve("reports/01-commit.json")).isRegularFile();
      assertThat(directory.resolve("reports/02-commit.html")).isRegularFile();
    }
  }

  @Test
  void nonsense_ends_with_2_before_anything_runs() throws Exception {
    assertThat(run("steps:\n- push: {folders: 0}\n")).isEqualTo(2);
    assertThat(err.toString())
        .contains("mix.yaml:2:19: push: --folders must be between 1 and 10000: 0");
  }

  @Test
  void a_file_that_is_not_there_is_told() {
    assertThat(execute("run", "/no/such/file.yaml")).isEqualTo(2);
    assertThat(err.toString()).contains("'/no/such/file.yaml' cannot be read");
  }

  private int run(String yaml) throws Exception {
    Path file = Files.writeString(directory.resolve("mix.yaml"), yaml);
    return execute("run", file.toString());
  }

  private int execute(String... arguments) {
    return new CommandLine(new LoadCommand()).setErr(new PrintWriter(err, true)).execute(arguments);
  }
}
