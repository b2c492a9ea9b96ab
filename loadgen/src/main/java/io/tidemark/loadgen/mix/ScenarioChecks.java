package io.tidemark.loadgen.mix;

/** A scenario that can say before it runs whether what it was told can be meant. */
public interface ScenarioChecks {

  /**
   * Looks at its options, and at nothing else.
   *
   * @throws picocli.CommandLine.ParameterException with the option, its value, and what was
   *     expected
   */
  void check();
}
