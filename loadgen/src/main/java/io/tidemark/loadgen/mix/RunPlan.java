package io.tidemark.loadgen.mix;

import java.util.List;

/** What a file asks for: stages one after the other, the scenarios of a stage together. */
record RunPlan(String name, List<Stage> stages) {

  /** Scenarios that run at the same time; often one. */
  record Stage(List<Scenario> scenarios) {}

  /**
   * One scenario.
   *
   * @param number in the order of the file, from 1
   * @param line where it stands in the file
   * @param arguments as on a command line
   */
  record Scenario(int number, String name, int line, List<String> arguments) {}
}
