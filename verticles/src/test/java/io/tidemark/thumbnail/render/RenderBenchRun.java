package io.tidemark.thumbnail.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Thumbnails a second on one core and how like a reference they are, of the photos in {@code
 * -Dtidemark.photos=DIR}: native, pure Java and, where it is installed, vipsthumbnail, which starts
 * once for all files.
 */
@EnabledIfSystemProperty(named = "tidemark.photos", matches = ".+")
class RenderBenchRun {
  private static final Path VIPS = Path.of("/usr/bin/vipsthumbnail");
  private static final int SIZE = 256;
  private static final int ROUNDS = 3;

  @Test
  void rates_and_likeness() throws Exception {
    List<Path> photos = photos();
    NativeLibrary.load(Files.createTempDirectory("tidemark-native"));
    Renderer fast = Renderer.withNative();
    Renderer pure = Renderer.pure();
    double fastBest = 0;
    double pureBest = 0;
    double vipsBest = 0;
    for (int round = 0; round < ROUNDS; round++) {
      fastBest = Math.max(fastBest, rate(fast, photos));
      pureBest = Math.max(pureBest, rate(pure, photos));
      vipsBest = Math.max(vipsBest, vipsRate(photos));
    }
    System.out.printf(
        "%d photos, %d px, one core, best of %d: native %.1f/s, pure Java %.1f/s, vipsthumbnail %.1f/s;"
            + " against vips: %.2f and %.2f%n",
        photos.size(),
        SIZE,
        ROUNDS,
        fastBest,
        pureBest,
        vipsBest,
        fastBest / vipsBest,
        pureBest / vipsBest);
    double fastLikeness = 0;
    double pureLikeness = 0;
    for (Path photo : photos) {
      byte[] file = Files.readAllBytes(photo);
      BufferedImage reference = Similarity.reference(file, SIZE);
      fastLikeness += similarity(fast, file, reference);
      pureLikeness += similarity(pure, file, reference);
    }
    System.out.printf(
        "SSIM against an average of all pixels, PNG: native %.4f, pure Java %.4f%n",
        fastLikeness / photos.size(), pureLikeness / photos.size());
    assertThat(fastBest).isPositive();
  }

  private static double similarity(Renderer renderer, byte[] file, BufferedImage reference) {
    byte[] png = renderer.render(file, SIZE, ThumbnailFormat.PNG).rendered().bytes();
    return Similarity.of(Pictures.read(png), reference);
  }

  private static List<Path> photos() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("tidemark.photos")))) {
      return files.filter(file -> file.toString().matches("(?i).*\\.jpe?g")).sorted().toList();
    }
  }

  private static double rate(Renderer renderer, List<Path> photos) throws IOException {
    long begin = System.nanoTime();
    for (Path photo : photos) {
      assertThat(
              renderer
                  .render(Files.readAllBytes(photo), SIZE, ThumbnailFormat.JPEG)
                  .rendered()
                  .isOk())
          .as(photo.toString())
          .isTrue();
    }
    return photos.size() / ((System.nanoTime() - begin) / 1e9);
  }

  private static double vipsRate(List<Path> photos) throws Exception {
    if (!Files.isExecutable(VIPS)) {
      return Double.NaN;
    }
    Path folder = Files.createTempDirectory("tidemark-vips");
    List<String> command = new ArrayList<>(List.of(VIPS.toString(), "--size", SIZE + "x" + SIZE));
    command.addAll(List.of("-o", folder.resolve("%s.jpg[Q=80,strip]").toString()));
    photos.forEach(photo -> command.add(photo.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("VIPS_CONCURRENCY", "1");
    long begin = System.nanoTime();
    assertThat(builder.inheritIO().start().waitFor()).isZero();
    return photos.size() / ((System.nanoTime() - begin) / 1e9);
  }
}
