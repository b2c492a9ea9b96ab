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
  private static final Pattern USED = Pattern.compile("used (\\d+)([KMG])");
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

  /** Heap in use by all of them right after a full collection. */
  static long liveHeapBytes(List<Long> pids) {
    long sum = 0;
    for (long pid : pids) {
      jcmd(pid, "GC.run");
      Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
      if (!used.find()) {
        throw new IllegalStateException("jcmd " + pid + " GC.heap_info names no heap in use");
      }
      long unit =
          switch (used.group(2)) {
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            default -> 1L << 30;
          };
      sum += Long.parseLong(used.group(1)) * unit;
    }
    return sum;
  }

  private static String jcmd(long pid, String command) {
    String jcmd =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "jcmd";
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(JCMD_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException("jcmd " + pid + " " + command + " failed: " + said.strip());
      }
      return said;
    } catch (IOException e) {
      throw new IllegalStateException("jcmd cannot be started: " + jcmd, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while jcmd ran", e);
    }
  }
}
