package io.tidemark.loadgen.report;

import java.util.Locale;

/** Which way of a figure is the good one. */
public enum Better {
  LOWER,
  HIGHER,
  NEITHER;

  String written() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Better of(String written) {
    return valueOf(written.toUpperCase(Locale.ROOT));
  }
}
