package io.tidemark.loadgen.cli;

import java.util.Locale;

/** Writes sizes and times for people. */
public final class Sizes {
  private Sizes() {}

  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    int unit = -1;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  /** Milliseconds with a fitting number of digits. */
  public static String millis(long micros) {
    double millis = micros / 1000.0;
    return String.format(
        Locale.ROOT, millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%.0f ms", millis);
  }
}
