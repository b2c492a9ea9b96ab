package io.tidemark.loadgen.mix;

import io.tidemark.loadgen.cli.Interruption;
import io.tidemark.loadgen.mix.RunPlan.Scenario;
import io.tidemark.loadgen.mix.RunPlan.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./tidemark load run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Scenarios as a file says, one after the other or together, each in a process of its own.",
      "",
      "The file is YAML:",
      "  name: an evening",
      "  defaults: {url: 'http://127.0.0.1:8080', seed: 7}   # for all that know the option",
      "  reports: reports                                    # a folder for each one's JSON and HTML",
      "  steps:",
      "    - commit: {rate: 500, seconds: 20}",
      "    - together:",
      "        - churn: {seconds: 60, by: [ws, sse]}",
      "        - slow: {folders: 5, assert: [violations==0]}",
      "",
      "A scenario's options are those of its command line without the dashes. Nonsense is told with",
      "its line before anything runs. Exit code: 1 if a promise was broken anywhere, else 2 if an",
      "assertion was, else 0."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load run loadgen/examples/evening.yaml",
      "  ./tidemark load run loadgen/examples/evening.yaml --check",
      "  ./tidemark load run nightly.yaml && ./tidemark load compare last.json reports/01-push.json",
      "  TIDEMARK_URL=http://127.0.0.1:9000 ./tidemark load run nightly.yaml"
    })
public final class RunCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec command;

  @Parameters(index = "0", paramLabel = "FILE", description = "What to run.")
  private Path file = Path.of("");

  @Option(names = "--check", description = "Only read the file, and say what would be run.")
  private boolean checkOnly;

  private final Map<Scenario, Integer> codes = new LinkedHashMap<>();

  @Override
  public Integer call() {
    RunPlan plan = plan();
    if (checkOnly) {
      show(plan);
      return 0;
    }
    boolean whole;
    try (Interruption interruption = new Interruption()) {
      whole = interruption.completes(() -> plan.stages().forEach(this::run));
    }
    System.out.printf("%n%s%s%n", plan.name(), whole ? "" : ": ENDED BEFORE ITS TIME");
    codes.forEach((scenario, code) ->
        System.out.printf("  %2d %-10s %s%n", scenario.number(), scenario.name(), meaning(code)));
    return codes.containsValue(1)
        ? 1
        : codes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private RunPlan plan() {
    CommandSpec spec = command;
    if (spec == null) {
      throw new IllegalStateException("not made by a command line");
    }
    ScenarioOptions options = new ScenarioOptions(spec.parent().subcommands());
    try {
      return RunFile.read(file.toString(), Files.readString(file), options);
    } catch (RunFileException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "'%s' cannot be read: expected a YAML file".formatted(file), e);
    }
  }

  private static void show(RunPlan plan) {
    System.out.println(plan.name());
    for (Stage stage : plan.stages()) {
      for (Scenario one : stage.scenarios()) {
        System.out.printf(
            "  %2d%s load %s %s%n",
            one.number(),
            stage.scenarios().size() > 1 ? " (together)" : "",
            one.name(),
            String.join(" ", one.arguments()));
      }
    }
  }

  private void run(Stage stage) {
    List<ScenarioProcess> running = new ArrayList<>();
    try {
      for (Scenario one : stage.scenarios()) {
        System.out.printf(
            "%n== %d: load %s %s%n", one.number(), one.name(), String.join(" ", one.arguments()));
        makeFolders(one);
        running.add(ScenarioProcess.start(one, stage.scenarios().size() == 1, System.out));
      }
      for (ScenarioProcess one : running) {
        codes.put(one.scenario(), one.await());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      boolean interrupted = Thread.interrupted();
      running.forEach(ScenarioProcess::close);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** For its reports. */
  private static void makeFolders(Scenario scenario) {
    for (String argument : scenario.arguments()) {
      if (argument.startsWith("--json=")) {
        Path folder = Path.of(argument.substring("--json=".length())).toAbsolutePath().getParent();
        try {
          Files.createDirectories(folder);
        } catch (IOException e) {
          throw new IllegalStateException("no reports can be written to " + folder + ": " + e, e);
        }
      }
    }
  }

  private static String meaning(int code) {
    return switch (code) {
      case 0 -> "ok";
      case 1 -> "A PROMISE WAS BROKEN, or it could not run (1)";
      case 2 -> "an assertion does not hold, or it was told nonsense (2)";
      default -> "ended with " + code;
    };
  }
}
