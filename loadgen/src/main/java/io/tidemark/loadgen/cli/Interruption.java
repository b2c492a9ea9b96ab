package io.tidemark.loadgen.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C in the middle of a run: the command's thread is interrupted, and has some time to tell
 * what was measured until then. The process ends as one that the signal ended, whatever is done
 * with it.
 */
public final class Interruption implements AutoCloseable {
  private static final long TO_TELL_SECONDS = 30;

  private final Thread command = Thread.currentThread();
  private final CountDownLatch told = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "interruption");
  private final boolean hooked;
  private volatile boolean happened;

  /** Of the thread that makes it. */
  public Interruption() {
    hooked = hook(hook);
  }

  /**
   * Keeps this process alive for as long as what is latched has work to do, though a signal that
   * its whole group got wants it to end.
   */
  public static void outlast(CountDownLatch work) {
    hook(new Thread(() -> await(work), "outlasting"));
  }

  private static boolean hook(Thread thread) {
    try {
      Runtime.getRuntime().addShutdownHook(thread);
      return true;
    } catch (IllegalStateException e) {
      return false; // It is ending already.
    }
  }

  /** As a signal does; for tests, too. */
  void interrupt() {
    happened = true;
    command.interrupt();
    await(told);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(TO_TELL_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("not done within " + TO_TELL_SECONDS + " s, ended without");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What may be interrupted. */
  public interface Run {
    void run();
  }

  /**
   * Runs it.
   *
   * @return whether it came to its end; false if the user ended it, and from here on the thread may
   *     wait again
   */
  public boolean completes(Run run) {
    RuntimeException failure = null;
    try {
      run.run();
    } catch (RuntimeException e) {
      failure = e;
    }
    if (happened) {
      // The waits that are still to come, for the report, are not meant.
      var _ = Thread.interrupted();
      return false;
    }
    if (failure != null) {
      throw failure;
    }
    return true;
  }

  /** Whether the user has ended the run. */
  public boolean happened() {
    return happened;
  }

  @Override
  public void close() {
    told.countDown();
    if (hooked && !happened) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // It is ending, and the hook is done.
      }
    }
  }
}
