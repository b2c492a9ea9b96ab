package io.tidemark.thumbnail.render;

import java.awt.image.BufferedImage;
import java.io.IOException;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/** JPEG and WebP by OpenCV; PNG by the JDK. */
final class NativeEncoder implements ThumbnailEncoder {
  private final PureEncoder pure = new PureEncoder();

  @Override
  public ThumbnailFormat formatOf(BufferedImage image, ThumbnailFormat wanted) {
    return wanted;
  }

  @Override
  public byte[] encode(BufferedImage image, ThumbnailFormat format) throws IOException {
    return switch (format) {
      case JPEG -> written(PureEncoder.onWhite(image), ".jpg", Imgcodecs.IMWRITE_JPEG_QUALITY);
      case WEBP -> written(image, ".webp", Imgcodecs.IMWRITE_WEBP_QUALITY);
      case PNG -> pure.encode(image, format);
    };
  }

  private static byte[] written(BufferedImage image, String extension, int parameter)
      throws IOException {
    boolean hasAlpha = image.getColorModel().hasAlpha();
    byte[] pixels = PixelRows.bytesOf(image);
    Mat mat =
        new Mat(image.getHeight(), image.getWidth(), hasAlpha ? CvType.CV_8UC4 : CvType.CV_8UC3);
    MatOfByte encoded = new MatOfByte();
    MatOfInt how = new MatOfInt(parameter, QUALITY);
    try {
      mat.put(0, 0, hasAlpha ? alphaLast(pixels) : pixels);
      if (!Imgcodecs.imencode(extension, mat, encoded, how)) {
        throw new IOException("OpenCV cannot encode " + extension);
      }
      return encoded.toArray();
    } catch (CvException e) {
      throw new IOException("OpenCV cannot encode " + extension + ": " + e.getMessage(), e);
    } finally {
      mat.release();
      encoded.release();
      how.release();
    }
  }

  private static byte[] alphaLast(byte[] abgr) {
    byte[] bgra = new byte[abgr.length];
    for (int place = 0; place < abgr.length; place += 4) {
      System.arraycopy(abgr, place + 1, bgra, place, 3);
      bgra[place + 3] = abgr[place];
    }
    return bgra;
  }
}
