package io.tidemark.config.embedded;

import io.tidemark.config.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the servers that a hub left behind when it was killed.
 *
 * <p>A note holds a server's process id and its start. A process is only taken for ours if all of
 * it fits: the id, the start, and a command line that names the data folder; an id that the system
 * has given to somebody else since is left alone.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  /** The start of a process is computed from the time of boot, which is not exact. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(5);

  private static final Duration FORCED_END = Duration.ofSeconds(5);

  private Leftovers() {}

  static Path note(DataFolder folder, String name) {
    return folder.folder("run").resolve(name + ".pid");
  }

  static void write(Path note, ProcessHandle process) throws IOException {
    Files.writeString(
        note,
        process.pid()
            + "\n"
            + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L)
            + "\n");
  }

  /**
   * Returns when the server of that name is gone, if there was one.
   *
   * @param request how to ask it to end
   */
  static void stop(
      DataFolder folder, String name, Consumer<ProcessHandle> request, Duration grace) {
    Path note = note(folder, name);
    read(note)
        .filter(process -> isOurs(process, folder.root()))
        .ifPresent(process -> {
          LOG.info("server of an earlier hub stopped server={} pid={}", name, process.pid());
          request.accept(process);
          if (!endsWithin(process, grace)) {
            process.destroyForcibly();
            if (!endsWithin(process, FORCED_END)) {
              throw new EmbeddedServerException(
                  "%s of an earlier hub does not end, process %d".formatted(name, process.pid()));
            }
          }
        });
    try {
      Files.deleteIfExists(note);
    } catch (IOException e) {
      throw new EmbeddedServerException("cannot remove " + note, e);
    }
  }

  private static Optional<ProcessHandle> read(Path note) {
    try {
      if (!Files.exists(note)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(note);
      long pid = Long.parseLong(lines.get(0));
      long start = Long.parseLong(lines.get(1));
      return ProcessHandle.of(pid).filter(process -> startedAt(process, start));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      // Cut short by the kill, then: the server was not up yet.
      LOG.warn("note cannot be read note={} cause={}", note, e.toString());
      return Optional.empty();
    }
  }

  private static boolean startedAt(ProcessHandle process, long startMillis) {
    return process
        .info()
        .startInstant()
        .map(start -> Math.abs(start.toEpochMilli() - startMillis) <= START_TOLERANCE.toMillis())
        .orElse(false);
  }

  /** Whether the command line names {@code root}. */
  static boolean isOurs(ProcessHandle process, Path root) {
    return process.info().commandLine().map(line -> line.contains(root.toString())).orElse(false);
  }

  private static boolean endsWithin(ProcessHandle process, Duration time) {
    try {
      process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new EmbeddedServerException("cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
