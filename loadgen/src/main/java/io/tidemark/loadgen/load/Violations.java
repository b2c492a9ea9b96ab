package io.tidemark.loadgen.load;

import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.device.Ledger.Finding;
import java.util.List;
import java.util.StringJoiner;

/** What the devices of a run hold against the hub, in a line and a few examples. */
final class Violations {
  private static final int DETAILS_SHOWN = 5;

  private Violations() {}

  /**
   * @return how many there are
   */
  static long print(LoadReport report, List<Device> devices) {
    StringJoiner counts = new StringJoiner(", ");
    counts.setEmptyValue("0");
    long all = 0;
    for (Finding finding : Finding.values()) {
      long count = devices.stream().mapToLong(d -> d.state().ledger().count(finding)).sum();
      if (finding.violation()) {
        report.run().fault(finding.figure(), count);
        all += count;
      }
      if (finding.violation() && count > 0) {
        counts.add(finding + " " + count);
      }
    }
    report.run().fault("violations", all);
    report.row("violations", counts.toString());
    devices.stream()
        .flatMap(device -> device.state().ledger().details().stream())
        .filter(detail -> detail.finding().violation())
        .limit(DETAILS_SHOWN)
        .forEach(detail -> {
          report.line("  " + detail);
          report.run().detail(detail.toString());
        });
    return all;
  }
}
