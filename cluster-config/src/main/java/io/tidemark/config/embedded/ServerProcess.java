package io.tidemark.config.embedded;

import io.tidemark.config.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server as a process of the system: its start, its log, its end, and the note of it on disk. */
final class ServerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final Duration FORCED_END = Duration.ofSeconds(5);
  private static final int POLL_MILLIS = 10;
  private static final int LOG_LINES_SHOWN = 12;

  private final String name;
  private final Process process;
  private final Path note;
  private final Path log;

  /** Whether its end would be news: not before it is ready, and not once it is stopped. */
  private volatile boolean isWanted;

  private ServerProcess(String name, Process process, Path note, Path log) {
    this.name = name;
    this.process = process;
    this.note = note;
    this.log = log;
    var _ = process.onExit().thenAccept(this::sayIfUnexpected);
  }

  private void sayIfUnexpected(Process ended) {
    if (isWanted) {
      LOG.error(
          "embedded server ended by itself server={} exitCode={} log={}",
          name,
          ended.exitValue(),
          log);
    }
  }

  /**
   * Starts {@code command}; what it prints goes to {@code logs/<name>.log}, written anew.
   *
   * <p>It gets a session of its own where the system can do that: a Ctrl-C in the terminal is then
   * for the hub alone, which stops its servers after their clients.
   */
  static ServerProcess start(
      DataFolder folder, String name, List<String> command, Map<String, String> environment)
      throws IOException {
    Path log = folder.folder("logs").resolve(name + ".log");
    var whole = new ArrayList<String>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      whole.add("/usr/bin/setsid");
    }
    whole.addAll(command);
    var builder = new ProcessBuilder(whole);
    builder.directory(folder.root().toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    Process process = builder.start();
    Path note = Leftovers.note(folder, name);
    Leftovers.write(note, process.toHandle());
    return new ServerProcess(name, process, note, log);
  }

  /**
   * Waits until {@code ready} says so.
   *
   * @throws EmbeddedServerException if the process ends first or time is up; it is dead then
   */
  void await(BooleanSupplier ready, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        forget();
        throw new EmbeddedServerException(
            "embedded %s ended at its start with exit code %d%s"
                .formatted(name, process.exitValue(), logTail()));
      }
      if (System.nanoTime() > deadline) {
        process.destroyForcibly();
        forget();
        throw new EmbeddedServerException(
            "embedded %s was not ready after %d s%s"
                .formatted(name, timeout.toSeconds(), logTail()));
      }
      pause(POLL_MILLIS);
    }
    isWanted = true;
  }

  /** Waits for the end that {@code request} asks for, and forces it if it does not come in time. */
  void stop(Runnable request, Duration grace) {
    if (process.isAlive()) {
      isWanted = false;
      request.run();
      if (!endsWithin(grace)) {
        LOG.warn(
            "embedded server forced to stop server={} afterSeconds={}", name, grace.toSeconds());
        process.destroyForcibly();
        endsWithin(FORCED_END);
      }
    }
    forget();
  }

  private boolean endsWithin(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(note);
    } catch (IOException e) {
      LOG.warn("cannot remove note={} cause={}", note, e.toString());
    }
  }

  private String logTail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip().lines().toList();
      if (lines.isEmpty()) {
        return " and without a word in " + log;
      }
      List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
      return "; the end of " + log + ":\n  " + String.join("\n  ", last);
    } catch (IOException e) {
      return "; its log " + log + " cannot be read: " + e;
    }
  }

  Process process() {
    return process;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks a process to end by a signal that Java itself cannot send. */
  static void signal(long pid, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      LOG.warn("cannot send signal={} pid={} cause={}", signal, pid, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("interrupted while waiting for an embedded server", e);
    }
  }
}
