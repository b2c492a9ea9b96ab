package io.tidemark.loadgen.report;

import io.tidemark.loadgen.cli.Sizes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a figure counts; its values are kept in the unit itself, not in multiples of it. */
public enum Unit {
  COUNT("count", ""),
  MICROS("us", "us, ms, s or min"),
  BYTES("B", "B, kB, MB, GB, KiB, MiB or GiB"),
  PER_SECOND("/s", "/s"),
  SHARE("share", "%"),
  CPUS("CPUs", "CPUs");

  private final String written;
  private final String suffixes;

  Unit(String written, String suffixes) {
    this.written = written;
    this.suffixes = suffixes;
  }

  /** What a suffix stands for. */
  private record Multiple(Unit unit, double of) {}

  /** Its name in reports. */
  public String written() {
    return written;
  }

  /** What may stand behind a number. */
  String suffixes() {
    return suffixes;
  }

  /** Whether a number says enough without a unit behind it. */
  boolean plain() {
    return this != MICROS && this != BYTES;
  }

  /** What one of {@code suffix} is in this unit; empty if it is a multiple of another. */
  Optional<Double> multiple(String suffix) {
    return multiples(suffix).filter(multiple -> multiple.unit() == this).map(Multiple::of);
  }

  static boolean knows(String suffix) {
    return multiples(suffix).isPresent();
  }

  private static Optional<Multiple> multiples(String suffix) {
    return Optional.ofNullable(
        switch (suffix) {
          case "us", "µs" -> new Multiple(MICROS, 1);
          case "ms" -> new Multiple(MICROS, 1e3);
          case "s" -> new Multiple(MICROS, 1e6);
          case "min" -> new Multiple(MICROS, 60e6);
          case "B" -> new Multiple(BYTES, 1);
          case "kB" -> new Multiple(BYTES, 1e3);
          case "MB" -> new Multiple(BYTES, 1e6);
          case "GB" -> new Multiple(BYTES, 1e9);
          case "KiB" -> new Multiple(BYTES, 1 << 10);
          case "MiB" -> new Multiple(BYTES, 1 << 20);
          case "GiB" -> new Multiple(BYTES, 1 << 30);
          case "/s" -> new Multiple(PER_SECOND, 1);
          case "%" -> new Multiple(SHARE, 0.01);
          case "CPU", "CPUs" -> new Multiple(CPUS, 1);
          default -> null;
        });
  }

  static Optional<Unit> of(String written) {
    return Arrays.stream(values()).filter(unit -> unit.written.equals(written)).findFirst();
  }

  /** For people. */
  public String show(double value) {
    return switch (this) {
      case COUNT ->
          value == Math.rint(value)
              ? String.format(Locale.ROOT, "%,.0f", value)
              : String.format(Locale.ROOT, "%,.2f", value);
      case MICROS -> Sizes.millis(Math.round(value));
      case BYTES -> Sizes.bytes(Math.round(value));
      case PER_SECOND -> String.format(Locale.ROOT, value < 10 ? "%,.2f/s" : "%,.0f/s", value);
      case SHARE -> String.format(Locale.ROOT, "%.2f %%", value * 100);
      case CPUS -> String.format(Locale.ROOT, "%.2f CPUs", value);
    };
  }
}
