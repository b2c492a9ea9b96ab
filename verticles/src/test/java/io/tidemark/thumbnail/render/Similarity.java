package io.tidemark.thumbnail.render;

import java.awt.image.BufferedImage;

/** How like two pictures are: SSIM of their brightness, in windows of 8 by 8 pixels. */
final class Similarity {
  private static final int WINDOW = 8;
  private static final double C1 = Math.pow(0.01 * 255, 2);
  private static final double C2 = Math.pow(0.03 * 255, 2);

  private Similarity() {}

  /** The average of all pixels, none left out. */
  static BufferedImage reference(byte[] file, int size) {
    BufferedImage whole = Pictures.read(file);
    double scale = Math.min(1.0, (double) size / Math.max(whole.getWidth(), whole.getHeight()));
    return AreaAverage.scaled(
        whole,
        (int) Math.max(1, Math.round(whole.getWidth() * scale)),
        (int) Math.max(1, Math.round(whole.getHeight() * scale)));
  }

  static double of(BufferedImage one, BufferedImage other) {
    double sum = 0;
    int windows = 0;
    int width = Math.min(one.getWidth(), other.getWidth());
    int height = Math.min(one.getHeight(), other.getHeight());
    for (int y = 0; y + WINDOW <= height; y += WINDOW / 2) {
      for (int x = 0; x + WINDOW <= width; x += WINDOW / 2) {
        sum += window(one, other, x, y);
        windows++;
      }
    }
    return sum / windows;
  }

  private static double window(BufferedImage one, BufferedImage other, int left, int top) {
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (int y = top; y < top + WINDOW; y++) {
      for (int x = left; x < left + WINDOW; x++) {
        double first = brightness(one.getRGB(x, y));
        double second = brightness(other.getRGB(x, y));
        a += first;
        b += second;
        aa += first * first;
        bb += second * second;
        ab += first * second;
      }
    }
    double count = WINDOW * WINDOW;
    double meanA = a / count;
    double meanB = b / count;
    double varianceA = aa / count - meanA * meanA;
    double varianceB = bb / count - meanB * meanB;
    double together = ab / count - meanA * meanB;
    return (2 * meanA * meanB + C1)
        * (2 * together + C2)
        / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
  }

  private static double brightness(int rgb) {
    return 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);
  }
}
