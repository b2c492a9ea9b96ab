package io.tidemark.loadgen.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Shows how far a long task is: in place on a terminal, as a line now and then elsewhere. */
public final class Progress {
  private static final long IN_PLACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LINES_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int WIDTH = 110;

  private final PrintStream out;
  private final boolean inPlace;
  private long lastNanos;
  private int shown;

  public Progress(PrintStream out) {
    this(out, isTerminal());
  }

  Progress(PrintStream out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
    this.lastNanos = System.nanoTime() - LINES_NANOS;
  }

  /** Whether it is time for a new line; asked first where making the line costs something. */
  public boolean due() {
    return System.nanoTime() - lastNanos >= (inPlace ? IN_PLACE_NANOS : LINES_NANOS);
  }

  /** Shows it if it is time to. */
  public void update(String text) {
    if (due()) {
      show(text);
    }
  }

  /** Shows it in any case. */
  public void show(String text) {
    lastNanos = System.nanoTime();
    if (!inPlace) {
      out.println(text);
      return;
    }
    String line = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
    out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    out.flush();
    shown = line.length();
  }

  /** Ends the line that was shown in place, and says what stays. */
  public void done(String text) {
    if (inPlace && shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
    out.println(text);
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
