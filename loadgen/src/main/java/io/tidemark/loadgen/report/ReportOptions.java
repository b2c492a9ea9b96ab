package io.tidemark.loadgen.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is to be made of a run's report, for every scenario alike. */
public final class ReportOptions {
  /** An assertion is broken, or a file of the report could not be written. */
  private static final int NOT_AS_ASSERTED = 2;

  private static final int BROKEN_PROMISE = 1;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "The report for programs; load compare reads it.")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "The report as one page with plots, to hand on.")
  private @Nullable Path html;

  @Option(
      names = "--hlog",
      paramLabel = "FILE",
      description = "The histograms as an HdrHistogram log.")
  private @Nullable Path histograms;

  @Option(
      names = "--assert",
      paramLabel = "FIGURE<LIMIT",
      description = {
        "Exit with 2 unless it holds; may be given several times. A figure of the report, one of",
        "< <= > >= == !=, and a number with its unit: commit.p99<100ms, lost==0, achieved>=2900."
      })
  private List<String> assertions = new ArrayList<>();

  /**
   * Before anything is run: what cannot be read or written is said at once.
   *
   * @throws ParameterException with what is wrong and what was expected
   */
  public void check() {
    parsed();
    for (Path file : files()) {
      Path folder = file.toAbsolutePath().getParent();
      if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
        throw refused(
            "the report cannot be written to %s: expected a file in a folder that exists and can be written to"
                .formatted(file));
      }
    }
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (Path file : new Path[] {json, html, histograms}) {
      if (file != null) {
        files.add(file);
      }
    }
    return files;
  }

  private List<Assertion> parsed() {
    try {
      return assertions.stream().map(Assertion::parse).toList();
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Writes what was asked for and judges what was asserted.
   *
   * @param clean whether no promise was broken
   * @return the exit code: 1 for a broken promise, else 2 for an assertion that does not hold or a
   *     file that could not be written, else 0
   */
  public int finish(RunReport report, boolean clean, PrintStream out) {
    boolean kept = true;
    List<Assertion.Outcome> outcomes =
        parsed().stream().map(assertion -> assertion.check(report)).toList();
    if (!outcomes.isEmpty()) {
      out.println();
    }
    for (Assertion.Outcome outcome : outcomes) {
      out.println((outcome.kept() ? "  held    " : "  BROKEN  ") + outcome.said());
      kept &= outcome.kept();
    }
    kept &= write(json, out, target -> target.println(ReportJson.of(report).encodePrettily()));
    kept &= write(html, out, target -> target.print(HtmlReport.of(report, outcomes)));
    kept &= write(histograms, out, target -> HistogramLog.write(report, target));
    if (!clean) {
      return BROKEN_PROMISE;
    }
    return kept ? 0 : NOT_AS_ASSERTED;
  }

  private interface Content {
    void to(PrintStream target);
  }

  /** All or nothing: a full disk leaves no half report, and the run's other results. */
  private static boolean write(@Nullable Path file, PrintStream out, Content content) {
    if (file == null) {
      return true;
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      try (PrintStream target =
          new PrintStream(Files.newOutputStream(unfinished), false, StandardCharsets.UTF_8)) {
        content.to(target);
        if (target.checkError()) {
          throw new IOException("not all of it could be written; is the disk full?");
        }
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      out.printf("%n  THE REPORT CANNOT BE WRITTEN to %s: %s%n", file, e);
      try {
        Files.deleteIfExists(unfinished);
      } catch (IOException _) {
        // The first failure is the one to tell.
      }
      return false;
    }
  }

  private RuntimeException refused(String why) {
    CommandSpec spec = command;
    return spec == null
        ? new IllegalStateException(why)
        : new ParameterException(spec.commandLine(), why);
  }
}
