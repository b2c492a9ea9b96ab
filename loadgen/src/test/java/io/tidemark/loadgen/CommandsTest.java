package io.tidemark.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.fake.FakeHub;
import io.tidemark.loadgen.fake.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
  /** Port 1 is reserved, and nobody listens there. */
  private static final String NOBODY = "http://127.0.0.1:1";

  private static final String STORM =
      "load storm --in-process --devices 4 --rate 100 --seconds 1 --files 8 --others 2 --others-rate 20"
          + " --before 1 --edges 1 --rest 100 --json %s --url %s";

  @TempDir private Path directory;

  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token --user a",
        "put FILE --user a",
        "watch --user a",
        "demo --repo REPO",
        "load commit",
        "load push",
        "load herd",
        "load catchup",
        "load slow",
        "load fanout",
        "load churn",
        "load soak",
        "load replay --repo REPO",
        "load storm",
        "load spread",
        "load idle",
        "load connect"
      })
  void a_hub_that_is_not_there_is_one_clear_line(String line) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Git git = Git.init().setDirectory(directory.toFile()).call();
    git.commit()
        .setAllowEmpty(true)
        .setSign(false)
        .setMessage("m")
        .setAuthor("a", "a@b")
        .setCommitter("a", "a@b")
        .call();
    git.close();
    String filled = line.replace("FILE", file.toString()).replace("REPO", directory.toString());
    assertThat(run((filled + " --url " + NOBODY).split(" "))).isEqualTo(1);
    assertThat(err.toString().lines().toList())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("tidemark ")
        .contains("no answer from " + NOBODY)
        .contains("./tidemark up");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "put --user a",
        "watch",
        "watch --user a --transport pigeon",
        "demo --devices 0",
        "demo --commits x",
        "load commit --rate -1",
        "load commit --batch 1001",
        "load push --rate 0",
        "load herd --devices 0",
        "load herd --transport longpoll",
        "load catchup --by ws,pigeon",
        "load slow --slow 0",
        "load fanout --rate 0",
        "load storm --devices 0",
        "load storm --rate 1e9",
        "load storm --devices 40000 --processes 1",
        "load spread --folders 0",
        "load idle --connections -1",
        "load idle --way longpoll",
        "load connect --rounds 0",
        "load connect --flood-seconds 61",
        "load spread --hub 127.0.0.1:8080",
        "load fanout --way pigeon",
        "load fanout --against nginx",
        "load fanout --against ws-json",
        "load churn --devices 91",
        "load churn --by pigeon",
        "load soak --minutes 0",
        "load soak --devices 60 --slow 31",
        "load replay --rate 2 --speed 60",
        "load fanout --devices 40000 --processes 1",
        "load push --assert p99",
        "load push --stale-after 0",
        "load proxy",
        "load proxy --drop 5 --swap 5",
        "load commit --json /no/such/folder/report.json",
        "load run no-such.yaml",
        "load compare one.json",
        "load compare no.json such.json",
        "token --user a --url ftp://x",
        "no-such-command"
      })
  void wrong_usage_is_said_and_exits_with_2(String line) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).isNotBlank().doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "put",
        "watch",
        "demo",
        "load",
        "load commit",
        "load push",
        "load herd",
        "load catchup",
        "load storm",
        "load spread",
        "load idle",
        "load connect",
        "load fanout",
        "load churn",
        "load soak",
        "load replay",
        "load run",
        "load compare",
        "load proxy"
      })
  void help_shows_examples(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();
    assertThat(out.toString()).contains("Usage:", "Examples:", "./tidemark " + command);
  }

  @Test
  void a_folder_in_no_repository_is_said() {
    assertThat(run("demo", "--repo", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is in no git repository");
  }

  @Test
  void a_file_that_does_not_exist_is_said() {
    assertThat(run("put", "/no/such/file", "--user", "a")).isEqualTo(1);
    assertThat(err.toString()).contains("'/no/such/file' does not exist");
  }

  @Test
  void put_commits_what_is_new_or_changed_and_nothing_else() throws Exception {
    Files.createDirectories(directory.resolve("album/raw"));
    Files.writeString(directory.resolve("album/a.txt"), "one");
    Files.writeString(directory.resolve("album/raw/b.txt"), "two");
    Files.writeString(directory.resolve("album/empty"), "");
    Files.createSymbolicLink(directory.resolve("album/link"), directory.resolve("album/a.txt"));
    try (FakeHub hub = FakeHub.start()) {
      String[] put = {
        "put",
        directory.resolve("album").toString(),
        "--user",
        "ann",
        "--folder",
        "Photos",
        "--url",
        hub.url().toString()
      };
      assertThat(run(put)).isZero();
      assertThat(hub.commits()).isEqualTo(3);
      assertThat(run(put)).isZero();
      assertThat(hub.commits()).as("nothing changed").isEqualTo(3);
      Files.writeString(directory.resolve("album/a.txt"), "changed");
      assertThat(run(put)).isZero();
      assertThat(hub.commits()).isEqualTo(4);
    }
  }

  @Test
  void load_commit_measures_both_loops_and_batches() {
    try (FakeHub hub = FakeHub.start()) {
      String url = hub.url().toString();
      assertThat(
              run(
                  "load",
                  "commit",
                  "--url",
                  url,
                  "--rate",
                  "100",
                  "--seconds",
                  "1",
                  "--warm-up",
                  "0",
                  "--namespaces",
                  "40",
                  "--connections",
                  "4"))
          .isZero();
      assertThat(hub.commits()).isGreaterThan(40 + 50);
      int before = hub.commits();
      assertThat(
              run(
                  "load",
                  "commit",
                  "--url",
                  url,
                  "--rate",
                  "0",
                  "--seconds",
                  "1",
                  "--warm-up",
                  "0",
                  "--one-folder",
                  "--batch",
                  "5",
                  "--connections",
                  "2"))
          .isZero();
      assertThat(hub.commits()).isGreaterThan(before + 1_000);
    }
  }

  @Test
  void load_push_follows_commits_to_the_devices() {
    try (FakeHub hub = FakeHub.start()) {
      assertThat(
              run(
                  "load",
                  "push",
                  "--url",
                  hub.url().toString(),
                  "--folders",
                  "3",
                  "--rate",
                  "20",
                  "--seconds",
                  "1"))
          .isZero();
    }
  }

  @Test
  void load_herd_cuts_all_off_and_waits_until_they_are_back_at_head() {
    try (FakeHub hub = FakeHub.start()) {
      String line = "load herd --devices 12 --per-user 2 --members 2 --rounds 2 --url " + hub.url();
      assertThat(run(line.split(" "))).isZero();
      assertThat(run((line + " --transport sse --behind 0 --spread 300").split(" "))).isZero();
    }
  }

  @Test
  void load_herd_fails_if_a_device_was_told_less_than_the_journal_says() {
    try (FakeHub hub = FakeHub.start(Fault.THIN)) {
      String line = "load herd --devices 3 --per-user 1 --members 3 --rounds 8 --url " + hub.url();
      assertThat(run(line.split(" "))).isEqualTo(1);
    }
  }

  @Test
  void load_catchup_reads_a_journal_by_every_way() {
    try (FakeHub hub = FakeHub.start()) {
      String line = "load catchup --entries 3000 --files 500 --devices 2 --url " + hub.url();
      assertThat(run(line.split(" "))).isZero();
      assertThat(hub.commits()).isEqualTo(3_000);
    }
  }

  @Test
  void load_catchup_fails_if_a_device_lacks_a_version() {
    try (FakeHub hub = FakeHub.start(Fault.THIN)) {
      String line = "load catchup --entries 60 --files 60 --devices 9 --by ws --url " + hub.url();
      assertThat(run(line.split(" "))).isEqualTo(1);
    }
  }

  @Test
  void load_slow_lets_slow_devices_wait_and_wake() {
    try (FakeHub hub = FakeHub.start()) {
      String line = "load slow --folders 1 --slow 4 --seconds 1 --batch 20 --url " + hub.url();
      assertThat(run(line.split(" "))).isZero();
    }
  }

  @Test
  void load_storm_tells_what_a_hub_without_windows_spares() throws Exception {
    Path json = directory.resolve("storm.json");
    try (FakeHub hub = FakeHub.start()) {
      assertThat(run(STORM.formatted(json, hub.url()).split(" "))).isZero();
    }
    String report = Files.readString(json);
    assertThat(report).contains("\"suppressed\"", "\"staleness\"", "\"toHead\"", "\"edge.first\"");
  }

  @Test
  void load_storm_fails_if_a_device_was_not_told_of_a_change() {
    try (FakeHub hub = FakeHub.start(Fault.THIN)) {
      assertThat(run(STORM.formatted(directory.resolve("s"), hub.url()).split(" "))).isEqualTo(1);
    }
  }

  @Test
  void load_spread_follows_commits_to_the_devices_of_many_folders() {
    try (FakeHub hub = FakeHub.start()) {
      String line =
          "load spread --in-process --folders 4 --rate 40 --seconds 1 --warm-up 0 --assert arrivals>=60 --url ";
      assertThat(run((line + hub.url()).split(" "))).isZero();
    }
  }

  @Test
  void load_connect_brings_all_and_floods_in_bounds() {
    try (FakeHub hub = FakeHub.start()) {
      String line =
          "load connect --in-process --connections 10 --rounds 1 --flood 200 --flood-seconds 1"
              + " --flood-most 100 --others 2 --before 1 --assert flood.harmed==0 --assert flood.begun==100 --url ";
      assertThat(run((line + hub.url()).split(" "))).isZero();
    }
  }

  @Test
  void load_replay_brings_a_history_to_devices_and_says_what_came_of_it() throws Exception {
    Path repository = Files.createDirectories(directory.resolve("repo"));
    try (Git git = Git.init().setDirectory(repository.toFile()).call();
        FakeHub hub = FakeHub.start()) {
      for (int i = 0; i < 3; i++) {
        Files.writeString(repository.resolve("f" + i), "content " + i);
        git.add().addFilepattern(".").call();
        git.commit()
            .setSign(false)
            .setMessage("m")
            .setAuthor("a", "a@b")
            .setCommitter("a", "a@b")
            .call();
      }
      Path json = directory.resolve("replay.json");
      String line =
          "load replay --devices 2 --rate 20 --assert changes==3 --repo %s --json %s --url %s"
              .formatted(repository, json, hub.url());
      assertThat(run(line.split(" "))).isZero();
      assertThat(Files.readString(json)).contains("\"changes.rate\"");
    }
  }

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    line.setOut(new PrintWriter(out, true));
    return line.execute(arguments);
  }
}
