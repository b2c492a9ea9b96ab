package io.tidemark.loadgen.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.loadgen.fake.FakeHub;
import io.tidemark.loadgen.fake.Fault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoTest {
  @TempDir private Path directory;

  private SmallRepository repository;

  @BeforeEach
  void create_repository() throws Exception {
    repository = new SmallRepository(directory.resolve("repo"));
  }

  @Test
  void all_that_git_can_do_ends_in_equal_trees() throws Exception {
    repository
        .put("README", "one")
        .put("docs/guide.txt", "a guide that is long enough to be found again after a rename\n")
        .put("docs/empty", "")
        .random("big.bin", 1, 3_000_000)
        .link("latest", "docs/guide.txt")
        .submodule("vendor")
        .commit("ann");
    repository.put("README", "two").put("docs/new.txt", "n").commit("bob");
    repository.move("docs/guide.txt", "texts/manual.txt").commit("ann");
    repository
        .move("texts/manual.txt", "texts/deep/er/manual.txt")
        .delete("docs/new.txt")
        .commit("cleo+x");
    repository.delete("docs/empty").commit("bob");
    repository.delete("latest").put("latest", "no link any more").commit("ann");
    DemoResult result = run(Fault.NONE, 6);
    assertThat(output(result)).contains("Every device got everything, once, in order");
    assertThat(result.good()).isTrue();
    assertThat(result.files()).isEqualTo(4);
    assertThat(result.fetched().files()).isEqualTo(4);
    assertThat(result.totals().renames).isEqualTo(2);
  }

  @Test
  void names_that_swap_and_names_of_emptied_folders_find_their_place() throws Exception {
    repository
        .put("a", "the first file, with enough in it to be recognised\n")
        .put("b", "the second file, and it has something else in it altogether\n")
        .put("dir/only", "a file that will take the name of the folder that it is in\n")
        .put("Case", "only the case of the name of this file is going to change\n")
        .commit("ann");
    repository.move("a", "t").move("b", "a").move("t", "b").commit("ann");
    repository.move("dir/only", "x").move("x", "dir").commit("bob");
    repository.move("Case", "case").commit("bob");
    repository.delete("dir").put("dir/again", "and a folder once more").commit("bob");
    DemoResult result = run(Fault.NONE, 4);
    assertThat(output(result)).contains("Every device got everything");
    assertThat(result.files()).isEqualTo(4);
  }

  @Test
  void files_that_clash_by_case_are_refused_told_and_left_out_until_there_is_room()
      throws Exception {
    repository.put("README", "upper").put("readme", "lower").put("Docs/a", "1").put("docs/b", "2");
    repository.put("docs/A", "clash").commit("ann");
    repository.put("readme", "lower still").commit("ann");
    DemoResult result = run(Fault.NONE, 4);
    assertThat(output(result))
        .contains("2 files, not compared: docs/A (name_taken), readme (name_taken)");
    assertThat(result.good()).isTrue();
    assertThat(result.files()).isEqualTo(3);

    repository.delete("README").commit("ann");
    DemoResult later = run(Fault.NONE, 4);
    assertThat(later.good()).as(output(later)).isTrue();
    assertThat(later.files()).isEqualTo(3);
    assertThat(later.refusals().now()).containsOnlyKeys("docs/A");
  }

  @Test
  void names_that_the_hub_does_not_take_are_refused_and_told() throws Exception {
    repository.put("fine", "1").put("bell\u0007", "2").put("new\nline", "3").commit("ann");
    DemoResult result = run(Fault.NONE, 2);
    assertThat(result.good()).isTrue();
    assertThat(result.refusals().now()).hasSize(2).containsValue("invalid_name");
  }

  @Test
  void only_the_newest_commits_begin_with_the_tree_of_their_time() throws Exception {
    repository.put("a", "1").commit("ann").put("b", "2").commit("ann").put("a", "3").commit("bob");
    try (GitHistory history = GitHistory.open(repository.directory(), 2)) {
      assertThat(history.size()).isEqualTo(2);
      assertThat(history.shortened()).isTrue();
      assertThat(history.step(0).changes()).hasSize(2);
      assertThat(history.step(1).changes()).hasSize(1);
      assertThat(history.users()).containsExactly("ann@example.org", "bob@example.org");
    }
  }

  @Test
  void a_merge_is_one_commit_along_its_first_parent() throws Exception {
    repository.put("a", "1").commit("ann");
    repository.git().branchCreate().setName("side").call();
    repository.put("b", "2").commit("ann");
    org.eclipse.jgit.lib.ObjectId side = repository.git().getRepository().resolve("side");
    org.eclipse.jgit.lib.Repository git = repository.git().getRepository();
    git.writeMergeHeads(java.util.List.of(side));
    repository.put("c", "3").commit("bob");
    try (GitHistory history = GitHistory.open(repository.directory(), 100)) {
      assertThat(history.size()).isEqualTo(3);
      assertThat(history.step(2).changes()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DROP", "REPEAT", "SWAP", "THIN"})
  void a_hub_that_breaks_its_promise_is_found_out(Fault fault) throws Exception {
    for (int i = 0; i < 40; i++) {
      repository.put("f" + i % 7, "version " + i).commit("ann");
    }
    DemoResult result = run(fault, 2);
    ToLongFunction<Finding> count = result::count;
    switch (fault) {
      case DROP -> assertThat(count.applyAsLong(Finding.HOLE)).isPositive();
      case REPEAT -> assertThat(count.applyAsLong(Finding.DUPLICATED)).isPositive();
      case SWAP -> assertThat(count.applyAsLong(Finding.OUT_OF_ORDER)).isPositive();
      case THIN -> assertThat(count.applyAsLong(Finding.LOST)).isPositive();
      case NONE -> throw new AssertionError("no fault");
    }
    assertThat(result.good()).isFalse();
    assertThat(output(result)).contains("NOT EQUAL").contains("device=device-000");
  }

  private DemoResult run(Fault fault, int devices) throws Exception {
    try (FakeHub hub = FakeHub.start(fault);
        Toolbox committing = new Toolbox(hub.url(), null);
        Toolbox following = new Toolbox(hub.url(), null);
        GitHistory history = GitHistory.open(repository.directory(), 1000)) {
      Progress quiet = new Progress(new PrintStream(new ByteArrayOutputStream()));
      return new Demo(
              committing, following, history, devices, 1, ReplayPace.ofCommits(0), quiet, _ -> {})
          .run();
    }
  }

  private static String output(DemoResult result) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new DemoReport(new PrintStream(out, true, StandardCharsets.UTF_8), result).print();
    return out.toString(StandardCharsets.UTF_8);
  }
}
