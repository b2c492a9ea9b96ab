package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.cli.Metrics;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.device.Ledger;
import io.tidemark.loadgen.device.Ledger.Finding;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Writes a run's table, and the first differences where there are any. */
final class DemoReport {
  private static final int FIRST = 10;

  private final PrintStream out;
  private final DemoResult result;

  DemoReport(PrintStream out, DemoResult result) {
    this.out = out;
    this.result = result;
  }

  void print() {
    Totals totals = result.totals();
    double seconds = result.nanos() / 1e9;
    out.println();
    row("folder", result.folder());
    row(
        "replayed",
        "%,d git commits in %.1f s: %,d versions, %,d renames, %,d deletes"
            .formatted(
                totals.gitCommits, seconds, totals.versions, totals.renames, totals.deletes));
    row(
        "commits",
        "%,.0f changes/s · %,.1f git commits/s"
            .formatted(totals.changes() / seconds, totals.gitCommits / seconds));
    row(
        "blocks",
        "%s of %s uploaded (%,d blocks), the rest was there"
            .formatted(
                Sizes.bytes(totals.bytesUploaded),
                Sizes.bytes(totals.bytes),
                totals.blocksUploaded));
    row(
        "devices",
        "%d, %,d times come back".formatted(result.ledgers().size(), result.reconnects()));
    row("deltas", deltas());
    row("commit → push", latency());
    row("lost", "%,d".formatted(result.count(Finding.LOST)));
    row("duplicated", "%,d%s".formatted(result.count(Finding.DUPLICATED), overlap()));
    row("out of order", "%,d".formatted(result.count(Finding.OUT_OF_ORDER)));
    row("other faults", others());
    row("refused by rule", refused());
    row("trees", trees());
    row("contents", contents());
    faults();
    out.println();
    out.println(
        result.good()
            ? "Every device got everything, once, in order, and holds git's tree at HEAD."
            : "NOT EQUAL: see above.");
  }

  private String deltas() {
    double sent = grown("deltas_sent_total");
    double suppressed = grown("deltas_suppressed_total");
    if (!result.after().has("deltas_sent_total")) {
      return "%,d arrived (the hub shows no metrics)"
          .formatted(result.ledgers().stream().mapToLong(Ledger::deltas).sum());
    }
    return "%,.0f sent, %,.0f suppressed (%.1f %%)"
        .formatted(sent, suppressed, 100 * suppressed / Math.max(1, sent + suppressed));
  }

  private double grown(String name) {
    Metrics before = result.before();
    return result.after().sum(name) - before.sum(name);
  }

  private String latency() {
    if (result.latency().getTotalCount() == 0) {
      return "nothing was pushed live";
    }
    return "p50 %s · p99 %s · max %s (%,d changes; a busy folder's window is 500 ms)"
        .formatted(
            Sizes.millis(result.latency().getValueAtPercentile(50)),
            Sizes.millis(result.latency().getValueAtPercentile(99)),
            Sizes.millis(result.latency().getMaxValue()),
            result.latency().getTotalCount());
  }

  private String overlap() {
    long overlap = result.count(Finding.OVERLAP);
    return overlap == 0
        ? ""
        : " (%,d came again beside new ones, and were skipped)".formatted(overlap);
  }

  private String others() {
    StringJoiner others = new StringJoiner(", ");
    others.setEmptyValue("0");
    for (Finding finding : Finding.values()) {
      boolean shown =
          switch (finding) {
            case LOST, DUPLICATED, OUT_OF_ORDER, OVERLAP -> true;
            case HOLE, DIFFERENT, FOREIGN, UNREADABLE, ACCUSED, NOT_AT_HEAD, STALE -> false;
          };
      if (!shown && result.count(finding) > 0) {
        others.add(name(finding) + " " + result.count(finding));
      }
    }
    if (result.different() > 0) {
      others.add("journal tells otherwise " + result.different());
    }
    if (result.totals().conflicts > 0) {
      others.add("conflicted copies " + result.totals().conflicts);
    }
    if (!result.settled()) {
      others.add("not all devices came to head in time");
    }
    return others.toString();
  }

  private String refused() {
    Map<String, String> now = result.refusals().now();
    if (now.isEmpty()) {
      return "0 files" + (result.refusals().count() == 0 ? "" : " at the end");
    }
    StringJoiner first = new StringJoiner(", ", ": ", now.size() > 3 ? ", …" : "");
    now.entrySet().stream()
        .limit(3)
        .forEach(e -> first.add(e.getKey() + " (" + e.getValue() + ")"));
    return now.size() + " files, not compared" + first;
  }

  private String trees() {
    int all = result.ledgers().size();
    return "%,d of %,d devices equal git's tree at HEAD (%,d files)"
        .formatted(all - result.differences().size(), all, result.files());
  }

  private String contents() {
    TreeCheck.Fetched fetched = result.fetched();
    return "%,d files (%s) fetched by one device, %,d differ from git%s"
        .formatted(
            fetched.files(),
            Sizes.bytes(fetched.bytes()),
            fetched.differences().size(),
            fetched.skipped() == 0 ? "" : "; %,d not fetched".formatted(fetched.skipped()));
  }

  private void faults() {
    List<Ledger.Detail> details =
        result.ledgers().stream()
            .flatMap(ledger -> ledger.details().stream())
            .limit(FIRST)
            .toList();
    if (!details.isEmpty()) {
      out.println();
      details.forEach(detail -> out.println("  " + detail));
    }
    result.differences().entrySet().stream()
        .limit(3)
        .forEach(device -> {
          out.println();
          out.println("  " + device.getKey() + ": " + device.getValue().size() + " differences");
          device.getValue().stream().limit(FIRST).forEach(d -> out.println("    " + d));
        });
    result.fetched().differences().stream().limit(FIRST).forEach(d -> out.println("  " + d));
  }

  private static String name(Finding finding) {
    return finding.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void row(String name, String value) {
    out.printf("  %-16s %s%n", name, value);
  }
}
