package io.tidemark.app;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the signals that end a program mean, one after the other: the first stops in order, the
 * second hurries, the third ends at once.
 */
final class StopSignals {
  /** A process that a signal ended has this exit code, and the signal's number added to it. */
  private static final int BY_SIGNAL = 128;

  /** What is done at once; the last one never comes back. */
  interface Actions {
    void stop();

    void hurry();

    /** Without anything more. */
    void end(int exitCode);
  }

  private final Deque<Runnable> steps = new ArrayDeque<>();
  private final Actions actions;
  private int exitCode;

  StopSignals(Actions actions) {
    this.actions = actions;
    steps.add(actions::stop);
    steps.add(actions::hurry);
  }

  /** From any thread. */
  synchronized void received(int signal) {
    if (exitCode == 0) {
      exitCode = BY_SIGNAL + signal;
    }
    Runnable step = steps.poll();
    if (step == null) {
      actions.end(exitCode);
    } else {
      step.run();
    }
  }

  /** With which to end; 0 if no signal has come. */
  synchronized int exitCode() {
    return exitCode;
  }
}
