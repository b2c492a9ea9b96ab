package io.tidemark.simulation;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened, as a digest that two runs of one seed must have in common, and as lines where
 * somebody wants to read them.
 */
final class Trace {
  private static final double MICROS_PER_SECOND = 1e6;

  private final Scheduler scheduler;
  private final @Nullable PrintWriter out;
  private long digest;

  Trace(Scheduler scheduler, @Nullable PrintWriter out) {
    this.scheduler = scheduler;
    this.out = out;
  }

  /**
   * @param details strings, numbers, ids and what reads the same in every run
   */
  void note(String what, Object... details) {
    long sum = digest * 31 + scheduler.nowMicros();
    sum = sum * 31 + what.hashCode();
    for (Object detail : details) {
      sum = sum * 31 + hash(detail);
    }
    digest = sum;
    if (out != null) {
      StringBuilder line =
          new StringBuilder(
              String.format(
                  Locale.ROOT, "%10.6f  %-18s", scheduler.nowMicros() / MICROS_PER_SECOND, what));
      for (Object detail : details) {
        line.append(' ').append(detail);
      }
      out.println(line);
    }
  }

  private static int hash(Object detail) {
    return switch (detail) {
      case Long number -> Long.hashCode(number);
      case Integer number -> number;
      case UUID id -> id.hashCode();
      default -> detail.toString().hashCode();
    };
  }

  long digest() {
    return digest;
  }
}
