package io.tidemark.loadgen.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says of processes on this machine: CPU time by thread, resident memory. */
final class ProcessStat {
  /** A clock tick of /proc, in every Linux that one meets. */
  private static final long TICK_NANOS = 10_000_000;

  private static final String EVENT_LOOPS = "vert.x-eventloo";
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  private ProcessStat() {}

  /**
   * @param allNanos of all threads, also of those that have ended
   * @param eventLoopNanos of the threads that have sockets
   */
  record Cpu(long allNanos, long eventLoopNanos) {
    static final Cpu NONE = new Cpu(0, 0);

    Cpu plus(Cpu other) {
      return new Cpu(allNanos + other.allNanos, eventLoopNanos + other.eventLoopNanos);
    }

    Cpu since(Cpu before) {
      return new Cpu(allNanos - before.allNanos, eventLoopNanos - before.eventLoopNanos);
    }
  }

  /**
   * @throws IllegalStateException if there is no such process
   */
  static Cpu cpu(List<Long> pids) {
    return pids.stream().map(ProcessStat::cpu).reduce(Cpu.NONE, Cpu::plus);
  }

  private static Cpu cpu(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    long[] all = ticks(read(process.resolve("stat")));
    long loops = 0;
    long running = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path thread : threads) {
        String stat = readOrNothing(thread.resolve("stat"));
        // To the nanosecond, where the ticks of a short run would be too coarse.
        String times = readOrNothing(thread.resolve("schedstat"));
        if (stat.isEmpty() || times.isEmpty()) {
          continue;
        }
        long nanos = Long.parseLong(times.substring(0, times.indexOf(' ')));
        running += nanos;
        if (stat.contains("(" + EVENT_LOOPS)) {
          loops += nanos;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Cpu(Math.max((all[0] + all[1]) * TICK_NANOS, running), loops);
  }

  private static long[] ticks(String stat) {
    // The command's name stands in brackets and may have spaces: fields count from behind it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new long[] {Long.parseLong(fields[USER_TICKS]), Long.parseLong(fields[SYSTEM_TICKS])};
  }

  /** Resident memory of all of them. */
  static long residentBytes(List<Long> pids) {
    return pids.stream().mapToLong(pid -> kilobytes(pid, "VmRSS:") * 1_024).sum();
  }

  /** The same, but what several of them share counts once; where the kernel tells that. */
  static long proportionalBytes(List<Long> pids) {
    long sum = 0;
    for (long pid : pids) {
      String rollup = readOrNothing(Path.of("/proc", Long.toString(pid), "smaps_rollup"));
      sum += rollup.isEmpty() ? residentBytes(List.of(pid)) : kilobytes(rollup, "Pss:") * 1_024;
    }
    return sum;
  }

  private static long kilobytes(long pid, String field) {
    return kilobytes(read(Path.of("/proc", Long.toString(pid), "status")), field);
  }

  private static long kilobytes(String table, String field) {
    return table
        .lines()
        .filter(line -> line.startsWith(field))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  /** What the kernel holds for TCP on this machine; 0 where it does not say. */
  static long socketBytes() {
    String[] words = readOrNothing(Path.of("/proc/net/sockstat")).split("\\s+");
    for (int i = 0; i + 1 < words.length; i++) {
      if (words[i].equals("TCP:")) {
        for (int j = i; j + 1 < words.length; j++) {
          if (words[j].equals("mem")) {
            return Long.parseLong(words[j + 1]) * 4_096;
          }
        }
      }
    }
    return 0;
  }

  /** What the kernel's own objects take on this machine, those of sockets among them. */
  static long slabBytes() {
    return readOrNothing(Path.of("/proc/meminfo"))
        .lines()
        .filter(line -> line.startsWith("Slab:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
        .findFirst()
        .orElse(0);
  }

  /** How many descriptors a process may have; {@code Integer.MAX_VALUE} for any number. */
  static int descriptorLimit(long pid) {
    return descriptorLimit(read(Path.of("/proc", Long.toString(pid), "limits")));
  }

  static int descriptorLimit(String limits) {
    return limits
        .lines()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.substring("Max open files".length()).trim().split("\\s+")[0])
        .mapToInt(soft -> soft.matches("\\d{1,9}") ? Integer.parseInt(soft) : Integer.MAX_VALUE)
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }

  /** How many a process has. */
  static int descriptors(long pid) {
    int count = 0;
    Path folder = Path.of("/proc", Long.toString(pid), "fd");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path _ : files) {
        count++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IllegalStateException("there is no process of that id on this machine: " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String readOrNothing(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
