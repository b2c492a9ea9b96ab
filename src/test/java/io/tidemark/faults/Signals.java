package io.tidemark.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What is done to a process from outside. */
final class Signals {
  private static final int SECONDS = 20;

  private Signals() {}

  /** A process with all that it has started, as they are now. */
  static List<ProcessHandle> family(long pid) {
    List<ProcessHandle> family = new ArrayList<>();
    ProcessHandle.of(pid)
        .ifPresent(parent -> {
          family.add(parent);
          parent.descendants().forEach(family::add);
        });
    return family;
  }

  /** SIGSTOP: its connections stay open and nobody answers. */
  static void suspend(List<ProcessHandle> processes) {
    send("STOP", processes);
  }

  /** SIGCONT. */
  static void resume(List<ProcessHandle> processes) {
    send("CONT", processes);
  }

  /** SIGKILL; returns when all are gone. */
  static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    try {
      for (ProcessHandle process : processes) {
        process.onExit().get(SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("does not die: " + processes, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void send(String signal, List<ProcessHandle> processes) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    processes.stream()
        .filter(ProcessHandle::isAlive)
        .forEach(process -> command.add(Long.toString(process.pid())));
    if (command.size() == 2) {
      return;
    }
    try {
      // One that has ended meanwhile is no failure.
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new IllegalStateException("cannot send " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
