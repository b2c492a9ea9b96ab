package io.tidemark.loadgen.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a long task is, and the figures of the moment below it: in place on a terminal, as
 * a line now and then elsewhere. Several threads may show something.
 */
public final class Progress {
  private static final long IN_PLACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LINES_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long FIGURES_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int WIDTH = 110;
  private static final int LINES_MOST = 4;
  private static final String BETWEEN = " · ";

  /** Who has lines in place on this process' terminal. */
  private static volatile @Nullable Progress shown;

  private final PrintStream out;
  private final boolean inPlace;
  private final int width;
  private long lastNanos;
  private long lastFiguresNanos;
  private String text = "";
  private List<String> figures = List.of();
  private int linesShown;

  public Progress(PrintStream out) {
    this(out, isTerminal());
  }

  private Progress(PrintStream out, boolean inPlace) {
    this(out, inPlace, inPlace ? terminalWidth() : WIDTH);
  }

  Progress(PrintStream out, boolean inPlace, int width) {
    this.out = out;
    this.inPlace = inPlace;
    this.width = width;
    this.lastNanos = System.nanoTime() - LINES_NANOS;
    this.lastFiguresNanos = System.nanoTime();
  }

  /** Whether it is time for a new line; asked first where making the line costs something. */
  public synchronized boolean due() {
    return System.nanoTime() - lastNanos >= (inPlace ? IN_PLACE_NANOS : LINES_NANOS);
  }

  /** Shows it if it is time to. */
  public synchronized void update(String now) {
    if (due()) {
      show(now);
    }
  }

  /** Shows it in any case. */
  public synchronized void show(String now) {
    lastNanos = System.nanoTime();
    text = now;
    if (inPlace) {
      draw();
    } else {
      out.println(now);
    }
  }

  /** The figures of the moment, below what is shown; none to show nothing any more. */
  public synchronized void figures(List<String> now) {
    figures = List.copyOf(now);
    if (now.isEmpty()) {
      text = "";
    }
    if (inPlace) {
      draw();
    } else if (!now.isEmpty() && System.nanoTime() - lastFiguresNanos >= FIGURES_NANOS) {
      lastFiguresNanos = System.nanoTime();
      out.println("  " + String.join(BETWEEN, now));
    }
  }

  /** Ends what was shown in place, and says what stays. */
  public synchronized void done(String last) {
    clear();
    text = "";
    out.println(last);
  }

  /** A line that stays, by who knows nothing of what is shown in place. */
  public static void line(PrintStream out, String text) {
    Progress now = shown;
    if (now == null) {
      out.println(text);
      return;
    }
    synchronized (now) {
      now.clear();
      out.println(text);
    }
  }

  private void draw() {
    clear();
    List<String> lines = lines();
    if (lines.isEmpty()) {
      return;
    }
    out.print(String.join("\n", lines));
    out.flush();
    linesShown = lines.size();
    shown = this;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!text.isEmpty()) {
      lines.add(cut(text));
    }
    StringBuilder line = new StringBuilder();
    for (String figure : figures) {
      if (!line.isEmpty() && line.length() + BETWEEN.length() + figure.length() > width) {
        lines.add(cut(line.toString()));
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "  " : BETWEEN).append(figure);
    }
    if (!line.isEmpty()) {
      lines.add(cut(line.toString()));
    }
    return lines.subList(0, Math.min(lines.size(), LINES_MOST));
  }

  private String cut(String line) {
    return line.length() > width ? line.substring(0, width) : line;
  }

  /** Back to where the first line began, and nothing after that. */
  private void clear() {
    if (linesShown > 0) {
      out.print(linesShown == 1 ? "\r\033[J" : "\r\033[%dA\033[J".formatted(linesShown - 1));
      out.flush();
      linesShown = 0;
      shown = null;
    }
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /** A line that is wider would break where it cannot be taken back. */
  private static int terminalWidth() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      String[] words = said.strip().split(" ");
      int columns = words.length == 2 ? Integer.parseInt(words[1]) : WIDTH;
      return columns < 20 ? WIDTH : columns - 1;
    } catch (IOException | NumberFormatException e) {
      return WIDTH;
    }
  }
}
