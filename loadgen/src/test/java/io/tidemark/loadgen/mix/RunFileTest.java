package io.tidemark.loadgen.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.loadgen.load.LoadCommand;
import io.tidemark.loadgen.mix.RunPlan.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RunFileTest {
  private static final ScenarioOptions OPTIONS =
      new ScenarioOptions(new CommandLine(new LoadCommand()).getSubcommands());

  @Test
  void scenarios_come_one_after_the_other_and_together_with_their_options() {
    RunPlan plan =
        read(
            """
            name: two
            defaults: {seed: 7, rate: 3}
            reports: out
            steps:
              - push: {rate: 20, sse: true, assert: [lost==0, push.p99<1s]}
              - together:
                  - churn: {by: [ws, sse]}
                  - slow:
            """);
    assertThat(plan.name()).isEqualTo("two");
    assertThat(plan.stages()).hasSize(2);
    Scenario push = plan.stages().getFirst().scenarios().getFirst();
    assertThat(push.line()).isEqualTo(5);
    assertThat(push.arguments())
        .contains("--seed=7", "--rate=20", "--sse", "--assert=lost==0", "--assert=push.p99<1s")
        .contains("--json=out/01-push.json", "--html=out/01-push.html")
        .doesNotContain("--rate=3");
    assertThat(plan.stages().getLast().scenarios())
        .extracting(Scenario::name)
        .containsExactly("churn", "slow");
    assertThat(plan.stages().getLast().scenarios().getFirst().arguments())
        .contains("--by=ws,sse", "--rate=3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          steps:\\n- pusch: {rate: 1}                  | 2:3   | 'pusch' is no scenario: expected
          steps:\\n- push: {ratte: 1}                  | 2:10  | 'ratte' is no option of push: expected
          steps:\\n- push: {rate: fast}                | 2:16  | 'rate' of push: Invalid value
          steps:\\n- push:\\n    seconds: 5\\n    rate: -1 | 4:11  | --rate must be above 0
          steps:\\n- push: {sse: maybe}                | 2:15  | 'sse' is true or false
          steps:\\n- push: {rate: [1, 2]}              | 2:16  | takes one value, not a list
          steps:\\n- push: 7                           | 2:9   | push is a mapping
          steps:\\n- push: {rate: 1, rate: 2}          | 2:19  | twice
          steps: []                                    | 1:8   | at least one
          stepps: []                                   | 1:1   | 'stepps' is no key here
          name: x                                      | 1:1   | there are no steps
          defaults: {ratte: 2}\\nsteps:\\n- push: {}   | 1:12  | 'ratte' is an option of no scenario
          steps:\\n- together:\\n  - run: {}           | 3:5   | 'run' is no scenario
          steps:\\n- push: {rate: 1                    | 2:17  | this is no YAML
          steps:\\n- {push: , slow: }                  | 2:3   | a step has one key
          """)
  void nonsense_is_told_with_its_line_and_what_was_expected(
      String text, String place, String what) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(RunFileException.class)
        .hasMessageStartingWith("mix.yaml:" + place + ":")
        .hasMessageContaining(what);
  }

  @Test
  void an_empty_file_is_told() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("the file is empty");
  }

  @Test
  void the_example_of_the_project_can_be_read() throws IOException {
    Path example = Path.of("examples/evening.yaml");
    RunPlan plan = RunFile.read(example.toString(), Files.readString(example), OPTIONS);
    assertThat(plan.stages()).hasSize(3);
    assertThat(plan.stages().get(1).scenarios()).hasSize(2);
  }

  private static RunPlan read(String text) {
    return RunFile.read("mix.yaml", text, OPTIONS);
  }
}
