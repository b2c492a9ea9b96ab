package io.tidemark.thumbnail.render;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * JPEG by OpenCV, whose decoder makes a picture of a half, a quarter or an eighth of the size
 * straight from the coefficients; what is left is averaged by area.
 */
final class NativeDecoder implements Decoder {
  private static final int GREY = 1;
  private static final int COLOUR = 3;

  @Override
  public boolean takes(ImageHeader header) {
    return header.kind() == ImageKind.JPEG
        && (header.components() == GREY || header.components() == COLOUR);
  }

  @Override
  public BufferedImage decode(byte[] file, ImageHeader header, int width, int height)
      throws IOException {
    Mat encoded = new Mat(1, file.length, CvType.CV_8UC1);
    Mat decoded = null;
    Mat small = new Mat();
    try {
      encoded.put(0, 0, file);
      decoded =
          Imgcodecs.imdecode(
              encoded, reduction(header, width) | Imgcodecs.IMREAD_IGNORE_ORIENTATION);
      if (decoded.empty()) {
        throw new IOException("OpenCV cannot decode this JPEG");
      }
      Imgproc.resize(decoded, small, new Size(width, height), 0, 0, Imgproc.INTER_AREA);
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
      byte[] pixels = PixelRows.bytesOf(image);
      small.get(0, 0, pixels);
      ColorSpace space = header.components() == COLOUR ? JpegProfile.of(file) : null;
      if (space != null) {
        convert(pixels, width, height, space);
      }
      return image;
    } catch (CvException e) {
      throw new IOException("OpenCV cannot decode this JPEG: " + e.getMessage(), e);
    } finally {
      // At once: the collector does not know how much lies behind them.
      encoded.release();
      small.release();
      if (decoded != null) {
        decoded.release();
      }
    }
  }

  /** The smallest picture that still has more pixels than are wanted. */
  private static int reduction(ImageHeader header, int width) {
    double ratio = (double) header.width() / width;
    if (ratio >= 8) {
      return Imgcodecs.IMREAD_REDUCED_COLOR_8;
    }
    if (ratio >= 4) {
      return Imgcodecs.IMREAD_REDUCED_COLOR_4;
    }
    return ratio >= 2 ? Imgcodecs.IMREAD_REDUCED_COLOR_2 : Imgcodecs.IMREAD_COLOR;
  }

  /** In place; the profile speaks of red, green, blue, the pixels of blue, green, red. */
  private static void convert(byte[] pixels, int width, int height, ColorSpace space) {
    swap(pixels);
    byte[] converted = AreaAverage.Colours.toRgb(pixels, width, height, space);
    System.arraycopy(converted, 0, pixels, 0, pixels.length);
    swap(pixels);
  }

  private static void swap(byte[] pixels) {
    for (int place = 0; place < pixels.length; place += COLOUR) {
      byte first = pixels[place];
      pixels[place] = pixels[place + 2];
      pixels[place + 2] = first;
    }
  }
}
