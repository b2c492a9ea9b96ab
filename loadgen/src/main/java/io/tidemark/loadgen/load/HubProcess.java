package io.tidemark.loadgen.load;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hubs as processes of this machine: who listens on a port, and a JVM's live heap. */
final class HubProcess {
  private static final String LISTENING = "0A";
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");
  private static final int JCMD_SECONDS = 60;

  private HubProcess() {}

  /** Empty if it listens elsewhere, or belongs to somebody else. */
  static OptionalLong listeningAt(URI hub) {
    String suffix = ":%04X".formatted(hub.getPort() < 0 ? 80 : hub.getPort());
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : lines(Path.of(table))) {
        String[] fields = line.trim().split("\\s+");
        if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENING)) {
          OptionalLong owner = owner("socket:[" + fields[9] + "]");
          if (owner.isPresent()) {
            return owner;
          }
        }
      }
    }
    return OptionalLong.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static OptionalLong owner(String socket) {
    return ProcessHandle.allProcesses()
        .mapToLong(ProcessHandle::pid)
        .filter(pid -> has(pid, socket))
        .findFirst();
  }

  private static boolean has(long pid, String socket) {
    Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(descriptors)) {
      for (Path file : files) {
        if (Files.readSymbolicLink(file).toString().equals(socket)) {
          return true;
        }
      }
    } catch (IOException | RuntimeException e) {
      // Gone meanwhile, or somebody else's.
    }
    return false;
  }

  /**
   * Heap that is live in all of them: a full collection is made, and what is left is counted object
   * by object, by whichever collector.
   */
  static long liveHeapBytes(List<Long> pids) {
    return pids.stream().mapToLong(pid -> liveBytes(jcmd(pid, "GC.class_histogram"))).sum();
  }

  /**
   * The same; NaN where one of them is no JVM. Such a one is not asked: what wakes a JVM's attach
   * listener, SIGQUIT, ends other programs.
   */
  static double liveHeapBytesIfAny(List<Long> pids) {
    return pids.stream().allMatch(HubProcess::isJvm) ? (double) liveHeapBytes(pids) : Double.NaN;
  }

  private static boolean isJvm(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().command())
        .map(command -> Path.of(command).endsWith("java"))
        .orElse(false);
  }

  /** Out of the last line of a class histogram: {@code Total 123456 7890123}. */
  static long liveBytes(String histogram) {
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new IllegalStateException("jcmd GC.class_histogram tells no total");
    }
    return Long.parseLong(total.group(1));
  }

  private static String jcmd(long pid, String command) {
    String jcmd =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "jcmd";
    try {
      // By way of a file: who is asked stands still while it answers, and may be this very process.
      Path answer = Files.createTempFile("tidemark-jcmd", ".txt");
      try {
        Process process =
            new ProcessBuilder(jcmd, Long.toString(pid), command)
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        if (!process.waitFor(JCMD_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(
              "jcmd " + pid + " " + command + " took more than " + JCMD_SECONDS + " s");
        }
        String said = Files.readString(answer, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
          throw new IllegalStateException(
              "jcmd " + pid + " " + command + " failed: " + said.strip());
        }
        return said;
      } finally {
        Files.delete(answer);
      }
    } catch (IOException e) {
      throw new IllegalStateException("jcmd cannot be started: " + jcmd, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while jcmd ran", e);
    }
  }
}
