package io.tidemark.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.cli.Failures;
import io.tidemark.loadgen.fake.FakeHub;
import io.tidemark.loadgen.fake.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class UnrestCommandsTest {
  @TempDir private Path directory;

  @Test
  void churn_holds_devices_that_come_and_go_against_the_journal() throws Exception {
    try (FakeHub hub = FakeHub.start()) {
      Path json = directory.resolve("churn.json");
      assertThat(
              run(
                  hub,
                  "churn --folders 2 --devices 6 --rate 50 --leaving 20 --away 200 --seconds 1 --assert back.count>=3 --json "
                      + json))
          .isZero();
      assertThat(Files.readString(json)).contains("\"back\"", "\"notAtHead\"");
    }
  }

  @Test
  void churn_finds_what_only_the_journal_shows() {
    try (FakeHub hub = FakeHub.start(Fault.THIN)) {
      assertThat(
              run(
                  hub,
                  "churn --folders 1 --devices 9 --by ws --rate 100 --leaving 20 --away 100 --seconds 1"))
          .isEqualTo(1);
    }
  }

  @Test
  void churn_ends_at_once_with_a_broken_promise_that_shows() {
    try (FakeHub hub = FakeHub.start(Fault.DROP)) {
      long start = System.nanoTime();
      assertThat(run(hub, "churn --folders 1 --devices 4 --by ws --rate 100 --seconds 50"))
          .isEqualTo(1);
      assertThat(System.nanoTime() - start).isLessThan(25_000_000_000L);
    }
  }

  @Test
  void soak_goes_in_legs_with_slow_and_late_devices() throws Exception {
    try (FakeHub hub = FakeHub.start()) {
      Path json = directory.resolve("soak.json");
      assertThat(
              run(
                  hub,
                  "soak --folders 2 --devices 3 --slow 1 --late 2 --rate 30 --minutes 0.02 --leg 1 --assert legs>=1 --json "
                      + json))
          .isZero();
      assertThat(Files.readString(json)).contains("\"late\"", "\"legs\"");
    }
  }

  private static int run(FakeHub hub, String line) {
    List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
    arguments.addAll(List.of("--url", hub.url().toString()));
    return new CommandLine(new LoadCommand())
        .setExecutionExceptionHandler(new Failures())
        .execute(arguments.toArray(new String[0]));
  }
}
