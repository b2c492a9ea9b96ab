package io.tidemark.loadgen.load;

import io.tidemark.loadgen.report.Better;
import io.tidemark.loadgen.report.Unit;

/** Lines about commits that went out in an open loop: what was meant, what came of it, how late. */
final class CommitLines {
  private CommitLines() {}

  /**
   * @param key the beginning of the figures' names
   */
  static void print(
      ScenarioReport report, String name, String key, Recording commits, double rate) {
    double perSecond = perSecond(commits);
    report.row(
        name,
        "offered %,.0f/s, committed %,.0f/s; latency %s"
            .formatted(rate, perSecond, LoadReport.percentiles(commits.latency)));
    report
        .run()
        .figure(key + ".rate", perSecond, Unit.PER_SECOND, Better.HIGHER)
        .time(key, commits.latency)
        .fault(key + ".notSent", commits.notSent)
        .fault(key + ".errors", errors(commits));
    if (!withoutErrors(commits)) {
      report.loud("NOT ALL COMMITS SUCCEEDED (%s): %s".formatted(name, commits.errors()));
    }
    if (commits.notSent > 0) {
      report.loud(
          "NOT KEPT UP (%s): %,d commits that were due had no free connection or file to the end; the latencies are those of a queue that grows."
              .formatted(name, commits.notSent));
    }
  }

  static double perSecond(Recording commits) {
    return commits.committed * 1e9 / Math.max(1, commits.nanos);
  }

  static boolean withoutErrors(Recording commits) {
    return commits.errors().isEmpty();
  }

  private static long errors(Recording commits) {
    return commits.errors().values().stream().mapToLong(Long::longValue).sum();
  }
}
