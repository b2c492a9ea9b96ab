package io.tidemark.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.RenderWorker;
import io.tidemark.thumbnail.render.Renderer;
import io.tidemark.thumbnail.render.ThumbnailFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Files of {@code -Dtidemark.photos=DIR} (best below 300 kB each) with wrong bytes, wrong lengths
 * and parts of one another, {@code -Dtidemark.mutations=N} of them (10,000), through one process of
 * either kind: it must answer each, and be the same process at the end.
 */
@EnabledIfSystemProperty(named = "tidemark.photos", matches = ".+")
class RenderFuzzRun {
  private static final int MOST_BYTES = 300_000;

  @Test
  @Timeout(3_600)
  void native_code() throws Exception {
    run(RenderWorker.Way.NATIVE);
  }

  @Test
  @Timeout(3_600)
  void pure_java() throws Exception {
    run(RenderWorker.Way.JAVA);
  }

  private static void run(RenderWorker.Way way) throws Exception {
    List<Path> files;
    try (Stream<Path> found = Files.walk(Path.of(System.getProperty("tidemark.photos")))) {
      files =
          found
              .filter(Files::isRegularFile)
              .filter(file -> file.toFile().length() < MOST_BYTES)
              .sorted()
              .toList();
    }
    assertThat(files).isNotEmpty();
    int mutations = Integer.getInteger("tidemark.mutations", 10_000);
    Random chance = new Random(1);
    Map<ItemStatus, Integer> counts = new EnumMap<>(ItemStatus.class);
    long slowestNanos = 0;
    RenderProcess process = RenderProcess.start(way, Files.createTempDirectory("tidemark-native"));
    try {
      for (int round = 0; round < mutations; round++) {
        byte[] whole = Files.readAllBytes(files.get(chance.nextInt(files.size())));
        byte[] other = Files.readAllBytes(files.get(chance.nextInt(files.size())));
        byte[] file = mutated(whole, other, chance);
        long begin = System.nanoTime();
        Renderer.Outcome outcome = process.render(file, 256, ThumbnailFormat.JPEG);
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - begin);
        counts.merge(outcome.rendered().status(), 1, Integer::sum);
      }
      System.out.printf(
          "%s: %,d mutated files of %d, %s, slowest %.0f ms, most resident %s%n",
          way, mutations, files.size(), counts, slowestNanos / 1e6, peak(process.pid()));
    } finally {
      process.kill();
    }
  }

  private static byte[] mutated(byte[] whole, byte[] other, Random chance) {
    byte[] file = whole.clone();
    switch (chance.nextInt(4)) {
      case 0 -> file = Arrays.copyOf(whole, 1 + chance.nextInt(whole.length));
      case 1 -> {
        int length = Math.min(chance.nextInt(4_096), Math.min(whole.length, other.length));
        System.arraycopy(
            other,
            chance.nextInt(other.length - length + 1),
            file,
            chance.nextInt(whole.length - length + 1),
            length);
      }
      default -> {}
    }
    // In the headers above all: that is where lengths and sizes stand.
    for (int change = chance.nextInt(12); change >= 0; change--) {
      int within = chance.nextBoolean() ? Math.min(1_024, file.length) : file.length;
      file[chance.nextInt(within)] = (byte) chance.nextInt();
    }
    return file;
  }

  private static String peak(long pid) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .findFirst()
        .orElse("unknown");
  }
}
