package io.tidemark.loadgen.mix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What the scenarios of {@code load} can be told, asked of the commands themselves. */
final class ScenarioOptions {
  /** Subcommands that measure nothing. */
  private static final List<String> NO_SCENARIOS =
      List.of("run", "compare", "proxy", "worker", "help");

  private static final List<String> OF_THE_COMMAND_LINE = List.of("help", "version");

  private final Map<String, CommandLine> load;

  /**
   * @param load the subcommands of {@code load}
   */
  ScenarioOptions(Map<String, CommandLine> load) {
    this.load = load;
  }

  List<String> scenarios() {
    return new TreeSet<>(load.keySet())
        .stream().filter(name -> !NO_SCENARIOS.contains(name)).toList();
  }

  boolean isScenario(String name) {
    return scenarios().contains(name);
  }

  /** Without their dashes. */
  List<String> options(String scenario) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command(scenario).getCommandSpec().options()) {
      String name = option.longestName().replaceFirst("^--", "");
      if (!option.hidden() && !OF_THE_COMMAND_LINE.contains(name)) {
        names.add(name);
      }
    }
    return names.stream().sorted().toList();
  }

  boolean knows(String scenario, String option) {
    return options(scenario).contains(option);
  }

  /** Whether it is there or not, without a value. */
  boolean isFlag(String scenario, String option) {
    return spec(scenario, option).arity().max() == 0;
  }

  /** Whether its values may be given in one, with commas. */
  boolean splits(String scenario, String option) {
    return !spec(scenario, option).splitRegex().isEmpty();
  }

  /** Whether it may be given several times. */
  boolean repeats(String scenario, String option) {
    return spec(scenario, option).isMultiValue();
  }

  private OptionSpec spec(String scenario, String option) {
    return command(scenario).getCommandSpec().findOption("--" + option);
  }

  private CommandLine command(String scenario) {
    CommandLine command = load.get(scenario);
    if (command == null) {
      throw new IllegalArgumentException("no scenario is called " + scenario);
    }
    return command;
  }

  private Object fresh(String scenario) {
    Class<?> type = command(scenario).getCommandSpec().userObject().getClass();
    try {
      return CommandLine.defaultFactory().create(type);
    } catch (Exception e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  /** What is wrong with them, in the command's own words. */
  Optional<String> refusal(String scenario, List<String> arguments, boolean complete) {
    try {
      // A fresh one, for parsing leaves traces; and by itself, for one that has parents parses for
      // them as well.
      CommandLine command = new CommandLine(fresh(scenario));
      command.parseArgs(arguments.toArray(new String[0]));
      if (complete && command.getCommand() instanceof ScenarioChecks checks) {
        checks.check();
      }
      return Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
