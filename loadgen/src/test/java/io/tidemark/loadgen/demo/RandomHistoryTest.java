package io.tidemark.loadgen.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.fake.FakeHub;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a history does with few names that clash in every way: in the end, trees are equal. */
class RandomHistoryTest {
  private static final List<String> PATHS =
      List.of(
          "a",
          "A",
          "a/x",
          "A/y",
          "a/x/deep",
          "b",
          "b/x",
          "B/X",
          "c/d/e",
          "C/d",
          "straße",
          "STRASSE",
          "e\u0301",
          "\u00e9",
          "..",
          "f",
          "f/g",
          "F/g/h");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 12, 18, 36})
  void trees_are_equal_after_a_random_history(int seed) throws Exception {
    Random random = new Random(seed);
    Map<String, String> files = new TreeMap<>();
    try (SmallRepository repository = new SmallRepository(directory)) {
      for (int commit = 0; commit < 25; commit++) {
        for (int i = random.nextInt(4); i >= 0; i--) {
          change(random, files, repository, seed * 1_000 + commit * 10 + i);
        }
        repository.put("counter", "commit " + commit).commit("author-" + random.nextInt(3));
      }
    }
    try (FakeHub hub = FakeHub.start();
        Toolbox committing = new Toolbox(hub.url(), null);
        Toolbox following = new Toolbox(hub.url(), null);
        GitHistory history = GitHistory.open(directory, 1_000)) {
      Progress quiet = new Progress(new PrintStream(new ByteArrayOutputStream()));
      DemoResult result =
          new Demo(committing, following, history, 2, seed, ReplayPace.ofCommits(0), quiet, _ -> {})
              .run();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new DemoReport(new PrintStream(out, true, StandardCharsets.UTF_8), result).print();
      assertThat(result.good()).as(out.toString(StandardCharsets.UTF_8)).isTrue();
    }
  }

  private static void change(
      Random random, Map<String, String> files, SmallRepository repository, int number)
      throws Exception {
    String path = PATHS.get(random.nextInt(PATHS.size()));
    if (path.equals("..")) {
      path = "dots\u0001";
    }
    List<String> there = List.copyOf(files.keySet());
    int what = random.nextInt(10);
    if (what < 2 && !there.isEmpty()) {
      String gone = there.get(random.nextInt(there.size()));
      files.remove(gone);
      repository.delete(gone);
      return;
    }
    String content = "content " + number + " of a file that is long enough to be known again\n";
    String from = what < 5 && !there.isEmpty() ? there.get(random.nextInt(there.size())) : null;
    if (path.equals(from)) {
      return;
    }
    if (from != null) {
      content = files.remove(from);
      repository.delete(from);
    }
    // Git holds no file beside a folder of the same name.
    for (String other : List.copyOf(files.keySet())) {
      if (other.startsWith(path + "/") || path.startsWith(other + "/")) {
        files.remove(other);
        repository.delete(other);
      }
    }
    files.put(path, content);
    repository.put(path, content);
  }
}
