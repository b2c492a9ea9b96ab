package io.tidemark.loadgen.load;

import io.tidemark.loadgen.device.Device;
import java.util.List;

/** What one stretch of coming and going came to. */
final class UnrestReport {
  private final LoadReport report;
  private final Unrest scenario;
  private final PushWatcher pushes;
  private final UnrestWatch watch;

  UnrestReport(LoadReport report, Unrest scenario, PushWatcher pushes, UnrestWatch watch) {
    this.report = report;
    this.scenario = scenario;
    this.pushes = pushes;
    this.watch = watch;
  }

  /**
   * Ends the devices, and tells.
   *
   * @param whole whether it came to its end, so that all devices can be held against the journal
   * @param gathered whether all came to head
   */
  boolean print(boolean whole, boolean gathered, int limitSeconds) {
    List<Device> devices = whole && gathered ? scenario.audited() : scenario.stopped();
    long connects = devices.stream().mapToLong(Device::connects).sum();
    Recording recording = scenario.recording();
    report
        .run()
        .time("push", pushes.intendedToSocket)
        .time("back", watch.backToLive())
        .count("connects", connects)
        .count("committed", recording.committed)
        .fault("trouble", watch.trouble());
    report.print(recording, 1, 1, 0);
    report.line("");
    report.row("due → socket", LoadReport.percentiles(pushes.intendedToSocket));
    report.row("back → up to date", LoadReport.percentiles(watch.backToLive()));
    report.row(
        "connections",
        "%,d by %,d devices; %,d ended or did not come about unasked"
            .formatted(connects, devices.size(), watch.trouble()));
    if (whole) {
      report.row(
          "at head",
          gathered
              ? "all, and held against the journal"
              : "NOT ALL within %,d s".formatted(limitSeconds));
    } else {
      report.row("at head", "not looked at: the run was ended, nobody is held against the journal");
    }
    long violations = Violations.print(report, devices);
    return violations == 0 && (gathered || !whole) && recording.errors().isEmpty();
  }
}
