package io.tidemark.loadgen.report;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gate for pipelines: {@code push.p99<100ms}, {@code lost==0}, {@code achieved>=2900}.
 *
 * @param text as given
 * @param suffix the unit behind the number; empty for none
 */
public record Assertion(
    String text, String figure, Operator operator, double number, String suffix) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([A-Za-z][\\w.-]*)\\s*(<=|>=|==|!=|<|>)\\s*(\\d+(?:\\.\\d+)?)\\s*(\\D*?)\\s*");

  /** How a figure is held against a number. */
  enum Operator {
    BELOW("<"),
    AT_MOST("<="),
    ABOVE(">"),
    AT_LEAST(">="),
    EQUAL("=="),
    OTHER("!=");

    private final String written;

    Operator(String written) {
      this.written = written;
    }

    boolean holds(double value, double number) {
      return switch (this) {
        case BELOW -> value < number;
        case AT_MOST -> value <= number;
        case ABOVE -> value > number;
        case AT_LEAST -> value >= number;
        case EQUAL -> value == number;
        case OTHER -> value != number;
      };
    }

    static Operator of(String written) {
      for (Operator operator : values()) {
        if (operator.written.equals(written)) {
          return operator;
        }
      }
      throw new IllegalArgumentException(written);
    }
  }

  /**
   * What came of it.
   *
   * @param said the assertion with the value that was found, or why it cannot be judged
   */
  public record Outcome(boolean kept, String said) {}

  /**
   * @throws IllegalArgumentException which says what is wrong and what was expected
   */
  public static Assertion parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--assert '%s' is no assertion: expected FIGURE OPERATOR NUMBER[UNIT], such as push.p99<100ms or lost==0; operators are < <= > >= == !="
              .formatted(text));
    }
    String suffix = matcher.group(4);
    if (!suffix.isEmpty() && !Unit.knows(suffix)) {
      throw new IllegalArgumentException(
          "--assert '%s': nothing is measured in '%s'; expected us, ms, s, min, B, KiB, MiB, GiB, kB, MB, GB, %%, /s, CPUs or no unit"
              .formatted(text, suffix));
    }
    return new Assertion(
        text,
        matcher.group(1),
        Operator.of(matcher.group(2)),
        Double.parseDouble(matcher.group(3)),
        suffix);
  }

  /** A figure that was not measured is never as asserted. */
  public Outcome check(RunReport report) {
    Optional<Figure> found = report.find(figure);
    if (found.isEmpty()) {
      return new Outcome(
          false,
          "%s: this run has no figure '%s'; it has %s"
              .formatted(text, figure, String.join(", ", report.names())));
    }
    Figure measured = found.get();
    Unit unit = measured.unit();
    if (suffix.isEmpty() ? !unit.plain() : unit.multiple(suffix).isEmpty()) {
      return new Outcome(
          false,
          "%s: '%s' is not a number of '%s'; expected %s"
              .formatted(
                  text, figure, suffix, unit.suffixes().isEmpty() ? "no unit" : unit.suffixes()));
    }
    double expected = suffix.isEmpty() ? number : number * unit.multiple(suffix).orElseThrow();
    boolean kept = operator.holds(measured.value(), expected);
    return new Outcome(kept, "%s: %s".formatted(text, measured.show()));
  }
}
