package io.tidemark.thumbnail.render;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * Scales down: each pixel of the result is the average of the area that it covers, in the picture's
 * own colours, which are brought to sRGB once they are few.
 */
final class AreaAverage {
  private static final int OPAQUE = 255;

  private final BufferedImage image;
  private final int width;
  private final int height;
  private final PixelRows rows;
  private final int bands;
  private final boolean hasAlpha;

  private AreaAverage(BufferedImage image, int width, int height) {
    this.image = image;
    this.width = width;
    this.height = height;
    this.rows = PixelRows.of(image);
    this.bands = rows.bands();
    this.hasAlpha = rows.hasAlpha();
  }

  /** No side may become longer than it is. */
  static BufferedImage scaled(BufferedImage image, int width, int height) {
    AreaAverage average = new AreaAverage(image, width, height);
    return average.coloured(average.averages());
  }

  /** Band by band within a pixel; colours are weighted by how opaque they are. */
  private float[] averages() {
    int fromWidth = image.getWidth();
    int fromHeight = image.getHeight();
    float[] sums = new float[width * height * bands];
    float[] row = new float[width * bands];
    int[] samples = new int[fromWidth * bands];
    double columns = (double) width / fromWidth;
    double lines = (double) height / fromHeight;
    for (int y = 0; y < fromHeight; y++) {
      rows.read(y, samples);
      if (hasAlpha) {
        weigh(samples);
      }
      narrow(samples, row, columns);
      // The line covers this part of one or two lines of the result.
      double top = y * lines;
      double bottom = top + lines;
      int into = Math.min((int) top, height - 1);
      double first = Math.min(bottom, into + 1.0) - top;
      add(row, sums, into, (float) first);
      if (bottom > into + 1.0 && into + 1 < height) {
        add(row, sums, into + 1, (float) (bottom - into - 1));
      }
    }
    return sums;
  }

  private void weigh(int[] samples) {
    int alpha = bands - 1;
    for (int pixel = 0; pixel < samples.length; pixel += bands) {
      int opacity = samples[pixel + alpha];
      if (opacity != OPAQUE) {
        for (int band = 0; band < alpha; band++) {
          samples[pixel + band] = samples[pixel + band] * opacity / OPAQUE;
        }
      }
    }
  }

  private void narrow(int[] samples, float[] row, double columns) {
    java.util.Arrays.fill(row, 0);
    int pixels = samples.length / bands;
    for (int x = 0; x < pixels; x++) {
      double left = x * columns;
      double right = left + columns;
      int into = Math.min((int) left, width - 1);
      float first = (float) (Math.min(right, into + 1.0) - left);
      int from = x * bands;
      int to = into * bands;
      for (int band = 0; band < bands; band++) {
        row[to + band] += samples[from + band] * first;
      }
      if (right > into + 1.0 && into + 1 < width) {
        float second = (float) (right - into - 1);
        for (int band = 0; band < bands; band++) {
          row[to + bands + band] += samples[from + band] * second;
        }
      }
    }
  }

  private void add(float[] row, float[] sums, int line, float weight) {
    int offset = line * row.length;
    for (int index = 0; index < row.length; index++) {
      sums[offset + index] += row[index] * weight;
    }
  }

  private BufferedImage coloured(float[] sums) {
    int colours = hasAlpha ? bands - 1 : bands;
    int pixels = width * height;
    byte[] colour = new byte[pixels * colours];
    byte[] opacity = new byte[hasAlpha ? pixels : 0];
    for (int pixel = 0; pixel < pixels; pixel++) {
      float alpha = hasAlpha ? sums[pixel * bands + colours] : OPAQUE;
      float scale = alpha <= 0 ? 0 : OPAQUE / alpha;
      for (int band = 0; band < colours; band++) {
        colour[pixel * colours + band] = rounded(sums[pixel * bands + band] * scale);
      }
      if (hasAlpha) {
        opacity[pixel] = rounded(alpha);
      }
    }
    return assembled(inRgb(colour, colours), opacity);
  }

  private static byte rounded(float value) {
    return (byte) Math.clamp(Math.round(value), 0, OPAQUE);
  }

  /** Red, green, blue of each pixel. */
  private byte[] inRgb(byte[] colour, int colours) {
    if (colours < 3) {
      return grey(colour, colours);
    }
    ColorModel model = image.getColorModel();
    ColorSpace space = model.getColorSpace();
    if (rows.isRgb() || space.isCS_sRGB() || space.getNumComponents() != colours) {
      return colours == 3 ? colour : firstThree(colour, colours);
    }
    return Colours.toRgb(colour, width, height, space);
  }

  /** Grey is taken as it is: a conversion by its profile would make it lighter. */
  private static byte[] grey(byte[] colour, int colours) {
    int pixels = colour.length / colours;
    byte[] rgb = new byte[pixels * 3];
    for (int pixel = 0; pixel < pixels; pixel++) {
      byte value = colour[pixel * colours];
      rgb[pixel * 3] = value;
      rgb[pixel * 3 + 1] = value;
      rgb[pixel * 3 + 2] = value;
    }
    return rgb;
  }

  private static byte[] firstThree(byte[] colour, int colours) {
    byte[] rgb = new byte[colour.length / colours * 3];
    for (int pixel = 0; pixel * 3 < rgb.length; pixel++) {
      System.arraycopy(colour, pixel * colours, rgb, pixel * 3, 3);
    }
    return rgb;
  }

  private BufferedImage assembled(byte[] rgb, byte[] opacity) {
    int type = hasAlpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage result = new BufferedImage(width, height, type);
    byte[] target = PixelRows.bytesOf(result);
    int place = 0;
    for (int pixel = 0; pixel < width * height; pixel++) {
      if (hasAlpha) {
        target[place++] = opacity[pixel];
      }
      target[place++] = rgb[pixel * 3 + 2];
      target[place++] = rgb[pixel * 3 + 1];
      target[place++] = rgb[pixel * 3];
    }
    return result;
  }

  /** Brings colours of one space to sRGB. */
  static final class Colours {
    private Colours() {}

    static byte[] toRgb(byte[] colour, int width, int height, ColorSpace from) {
      ColorSpace srgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
      int components = from.getNumComponents();
      WritableRaster source = Raster.createInterleavedRaster(0, width, height, components, null);
      source.setDataElements(0, 0, width, height, colour);
      WritableRaster target = Raster.createInterleavedRaster(0, width, height, 3, null);
      new ColorConvertOp(from, srgb, null).filter(source, target);
      return (byte[]) target.getDataElements(0, 0, width, height, null);
    }
  }
}
