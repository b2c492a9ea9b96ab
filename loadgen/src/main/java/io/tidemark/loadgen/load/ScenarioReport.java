package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.RunReport;
import io.tidemark.loadgen.report.Unit;
import io.tidemark.loadgen.swarm.Findings;
import java.io.PrintStream;
import java.time.Instant;
import org.HdrHistogram.Histogram;

/** What a scenario measured: lines for people, and {@link #run} for programs. */
final class ScenarioReport {
  private static final int DETAILS_SHOWN = 10;

  private final PrintStream out;
  private final RunReport run;
  private long violations;

  ScenarioReport(PrintStream out, String scenario) {
    this.out = out;
    this.run = new RunReport(scenario, Instant.now());
  }

  /** The same for programs: figures, settings and series are given to it. */
  RunReport run() {
    return run;
  }

  void title(String text) {
    line("");
    line("  " + text);
  }

  void line(String text) {
    Progress.line(out, text);
    run.line(text);
  }

  /** What must not be overlooked. */
  void loud(String text) {
    title(text);
    line("");
    run.warning(text);
  }

  /** The user has ended the run. */
  void partial() {
    run.partial();
    loud("ENDED BEFORE ITS TIME: the figures are of what was measured until then.");
  }

  void row(String name, String value) {
    line("  %-26s %s".formatted(name, value));
  }

  /** Shown, and a figure that can be asserted and compared. */
  void figure(String name, String key, double value, Unit unit, Better better) {
    row(name, unit.show(value));
    run.figure(key, value, unit, better);
  }

  /**
   * @param key the name of its percentiles for programs: {@code key.p99}
   */
  void time(String name, String key, Histogram micros) {
    row(name, LoadReport.percentiles(micros));
    run.time(key, micros);
  }

  /**
   * May be called for several groups of devices: what they found is added up.
   *
   * @return whether there are none
   */
  boolean findings(Findings findings) {
    row("violations", findings.summary());
    findings.details().stream().limit(DETAILS_SHOWN).forEach(detail -> line("    " + detail));
    findings.details().forEach(run::detail);
    violations += findings.violations();
    run.fault("violations", violations);
    for (Finding finding : Finding.values()) {
      if (finding.violation()) {
        String key = finding.figure();
        double before = run.find(key).map(figure -> figure.value()).orElse(0.0);
        run.fault(key, (long) before + findings.count(finding));
      }
    }
    return findings.violations() == 0;
  }
}
