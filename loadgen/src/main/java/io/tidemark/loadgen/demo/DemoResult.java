package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.cli.Metrics;
import io.tidemark.loadgen.device.Ledger;
import io.tidemark.loadgen.device.Ledger.Finding;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run brought about.
 *
 * @param settled whether all devices were at head within the time given
 * @param different entries of the journal that devices were told otherwise
 * @param files of git's tree that the devices must hold
 * @param differences by device; only of those that differ
 */
record DemoResult(
    String folder,
    Totals totals,
    Refusals refusals,
    long nanos,
    Metrics before,
    Metrics after,
    Histogram latency,
    List<Ledger> ledgers,
    long reconnects,
    boolean settled,
    int different,
    int files,
    Map<String, List<String>> differences,
    TreeCheck.Fetched fetched) {

  long count(Finding finding) {
    return ledgers.stream().mapToLong(ledger -> ledger.count(finding)).sum();
  }

  long violations() {
    return ledgers.stream().mapToLong(Ledger::violations).sum() + different;
  }

  /** Whether every device got everything, once, in order, and holds what git holds. */
  boolean good() {
    return settled
        && violations() == 0
        && differences.isEmpty()
        && fetched.differences().isEmpty()
        && totals.conflicts == 0;
  }
}
