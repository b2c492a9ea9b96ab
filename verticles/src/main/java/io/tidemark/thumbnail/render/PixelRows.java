package io.tidemark.thumbnail.render;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/** A picture's lines as samples of 0 to 255, whatever it is made of. */
abstract sealed class PixelRows {
  private final int bands;
  private final boolean hasAlpha;
  private final boolean isRgb;

  private PixelRows(int bands, boolean hasAlpha, boolean isRgb) {
    this.bands = bands;
    this.hasAlpha = hasAlpha;
    this.isRgb = isRgb;
  }

  /** Colours first, alpha last. */
  final int bands() {
    return bands;
  }

  final boolean hasAlpha() {
    return hasAlpha;
  }

  /** Whether the samples are sRGB, whatever the picture's own colours are. */
  final boolean isRgb() {
    return isRgb;
  }

  abstract void read(int y, int[] samples);

  static PixelRows of(BufferedImage image) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    boolean isPlain = model instanceof ComponentColorModel && !model.isAlphaPremultiplied();
    if (isPlain
        && raster.getTransferType() == DataBuffer.TYPE_BYTE
        && raster.getSampleModel() instanceof PixelInterleavedSampleModel) {
      return new Interleaved(image);
    }
    if (isPlain
        && (raster.getTransferType() == DataBuffer.TYPE_BYTE
            || raster.getTransferType() == DataBuffer.TYPE_USHORT)) {
      return new Components(image);
    }
    return new Converted(image);
  }

  /** Of a picture that {@link BufferedImage}'s constructor made with one of its byte types. */
  static byte[] bytesOf(BufferedImage image) {
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }

  /** Bytes in memory as they are: what most files are decoded to. */
  private static final class Interleaved extends PixelRows {
    private final byte[] data;
    private final int[] offsets;
    private final int begin;
    private final int lineStride;
    private final int pixelStride;
    private final int width;

    Interleaved(BufferedImage image) {
      super(image.getRaster().getNumBands(), image.getColorModel().hasAlpha(), false);
      Raster raster = image.getRaster();
      var layout = (PixelInterleavedSampleModel) raster.getSampleModel();
      var buffer = (DataBufferByte) raster.getDataBuffer();
      data = buffer.getData();
      offsets = layout.getBandOffsets();
      lineStride = layout.getScanlineStride();
      pixelStride = layout.getPixelStride();
      begin =
          buffer.getOffset()
              - raster.getSampleModelTranslateY() * lineStride
              - raster.getSampleModelTranslateX() * pixelStride;
      width = image.getWidth();
    }

    @Override
    void read(int y, int[] samples) {
      int line = begin + y * lineStride;
      int bands = offsets.length;
      for (int band = 0; band < bands; band++) {
        int from = line + offsets[band];
        for (int to = band; to < width * bands; to += bands) {
          samples[to] = data[from] & 0xff;
          from += pixelStride;
        }
      }
    }
  }

  /** Other layouts, and 16 bits, of which the upper eight count. */
  private static final class Components extends PixelRows {
    private final Raster raster;
    private final int shift;

    Components(BufferedImage image) {
      super(image.getRaster().getNumBands(), image.getColorModel().hasAlpha(), false);
      raster = image.getRaster();
      shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
    }

    @Override
    void read(int y, int[] samples) {
      raster.getPixels(0, y, raster.getWidth(), 1, samples);
      if (shift > 0) {
        for (int index = 0; index < samples.length; index++) {
          samples[index] >>= shift;
        }
      }
    }
  }

  /** Palettes and all else: as the picture itself says what its colours are. */
  private static final class Converted extends PixelRows {
    private final BufferedImage image;
    private final int[] argb;

    Converted(BufferedImage image) {
      super(image.getColorModel().hasAlpha() ? 4 : 3, image.getColorModel().hasAlpha(), true);
      this.image = image;
      this.argb = new int[image.getWidth()];
    }

    @Override
    void read(int y, int[] samples) {
      image.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
      int to = 0;
      for (int pixel : argb) {
        samples[to++] = pixel >> 16 & 0xff;
        samples[to++] = pixel >> 8 & 0xff;
        samples[to++] = pixel & 0xff;
        if (hasAlpha()) {
          samples[to++] = pixel >>> 24;
        }
      }
    }
  }
}
