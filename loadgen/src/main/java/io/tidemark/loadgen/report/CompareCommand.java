package io.tidemark.loadgen.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./tidemark load compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Holds two reports (--json of a scenario) against each other, figure by figure.",
      "",
      "A difference counts where it is larger than what varies by itself (99 %% interval of the",
      "means, Welch's test) and than --threshold. With one report on a side, its seconds say how",
      "much it varies; runs vary more than their seconds, so give several, separated by commas."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load compare before.json after.json",
      "  ./tidemark load compare a1.json,a2.json,a3.json b1.json,b2.json,b3.json",
      "  ./tidemark load compare before.json after.json --threshold 10",
      "  ./tidemark load compare before.json after.json --fail-on-worse"
    })
public final class CompareCommand implements Callable<Integer> {
  /** As when an assertion is broken. */
  private static final int WORSE = 2;

  @Spec private @Nullable CommandSpec command;

  @Parameters(
      index = "0",
      paramLabel = "BEFORE",
      description = "A report, or several: A.json,B.json")
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER", description = "A report, or several.")
  private String after = "";

  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      defaultValue = "5",
      description = "Differences up to this do not matter; default: ${DEFAULT-VALUE}.")
  private double threshold;

  @Option(names = "--fail-on-worse", description = "Exit with 2 if a figure is worse.")
  private boolean failOnWorse;

  @Override
  public Integer call() {
    if (!(threshold >= 0 && threshold <= 1_000)) {
      throw refused("--threshold must be between 0 and 1000: " + threshold);
    }
    Comparison comparison = new Comparison(reports(before), reports(after), threshold / 100);
    comparison.settingsThatDiffer().forEach(line -> System.out.println("  differs in " + line));
    System.out.printf(
        "%n  %-28s %14s %14s %9s %9s  %s%n", "figure", "before", "after", "change", "noise", "");
    boolean worse = false;
    for (Comparison.Line line : comparison.lines()) {
      worse |= line.verdict() == Comparison.Verdict.WORSE;
      System.out.printf(
          "  %-28s %14s %14s %9s %9s  %s%n",
          line.name(),
          line.before().show(),
          line.after().show(),
          percent(line.change(), "%+.1f %%"),
          percent(line.noise() / Math.abs(line.before().value()), "±%.1f %%"),
          line.verdict().written());
    }
    return worse && failOnWorse ? WORSE : 0;
  }

  private static String percent(double share, String form) {
    return Double.isFinite(share) ? form.formatted(share * 100) : "—";
  }

  private List<RunReport> reports(String files) {
    try {
      return Arrays.stream(files.split(",")).map(Path::of).map(ReportJson::read).toList();
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private RuntimeException refused(String why) {
    CommandSpec spec = command;
    return spec == null
        ? new IllegalStateException(why)
        : new ParameterException(spec.commandLine(), why);
  }
}
