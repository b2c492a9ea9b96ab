package io.tidemark.thumbnail.render;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * Every kind, without native code beyond the JDK's: the file is read with as many pixels left out
 * as leave four for each of the result's in either direction, or more where the memory budget asks
 * for it, and then averaged.
 */
final class PureDecoder implements Decoder {
  /** What the decoded pixels of one file may take. */
  static final long DECODED_BYTES_MAX = 64L << 20;

  private static final int KEPT = 4;
  private static final int UNKNOWN_PIXEL_BYTES = 8;

  static {
    ImageIO.setUseCache(false); // No temporary files.
  }

  @Override
  public boolean takes(ImageHeader header) {
    return true;
  }

  @Override
  public BufferedImage decode(byte[] file, ImageHeader header, int width, int height)
      throws IOException {
    ImageReader reader = reader(header.kind());
    try (var input = new ByteArrayImageInputStream(file)) {
      reader.setInput(input, true, true);
      int fullWidth = reader.getWidth(0);
      int fullHeight = reader.getHeight(0);
      // A GIF's first frame, a file whose parts contradict one another.
      ImageHeader.checkSize(fullWidth, fullHeight);
      ImageReadParam how = reader.getDefaultReadParam();
      int step = step(reader, fullWidth, fullHeight, width, height);
      how.setSourceSubsampling(Math.min(step, fullWidth), Math.min(step, fullHeight), 0, 0);
      BufferedImage decoded = reader.read(0, how);
      return AreaAverage.scaled(
          decoded, Math.min(width, decoded.getWidth()), Math.min(height, decoded.getHeight()));
    } catch (IOException e) {
      throw e;
    } catch (RuntimeException e) {
      // Readers meet broken files with whatever exception their code happens to run into.
      throw new IIOException("the picture cannot be decoded: " + e, e);
    } finally {
      reader.dispose();
    }
  }

  private static int step(
      ImageReader reader, int fullWidth, int fullHeight, int width, int height) {
    int step = Math.max(1, Math.min(fullWidth / (KEPT * width), fullHeight / (KEPT * height)));
    long pixelBytes = pixelBytes(reader);
    while ((long) (fullWidth / step) * (fullHeight / step) * pixelBytes > DECODED_BYTES_MAX) {
      step++;
    }
    return step;
  }

  private static int pixelBytes(ImageReader reader) {
    try {
      Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
      if (types.hasNext()) {
        SampleModel model = types.next().getSampleModel();
        return Math.max(
            1, model.getNumBands() * DataBuffer.getDataTypeSize(model.getDataType()) / 8);
      }
    } catch (IOException | RuntimeException e) {
      // The reading itself will say what is wrong.
    }
    return UNKNOWN_PIXEL_BYTES;
  }

  private static ImageReader reader(ImageKind kind) throws ImageRefusedException {
    Iterator<ImageReader> readers =
        ImageIO.getImageReadersByFormatName(kind.name().toLowerCase(Locale.ROOT));
    if (!readers.hasNext()) {
      throw new ImageRefusedException(ItemStatus.UNSUPPORTED, "no reader for " + kind);
    }
    return readers.next();
  }
}
