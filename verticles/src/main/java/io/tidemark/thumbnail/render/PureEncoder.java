package io.tidemark.thumbnail.render;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Encodes with the JDK alone, which has no WebP: who asked for that gets JPEG, or PNG where parts
 * are transparent, and the answer says so.
 */
final class PureEncoder implements ThumbnailEncoder {

  @Override
  public ThumbnailFormat formatOf(BufferedImage image, ThumbnailFormat wanted) {
    if (wanted != ThumbnailFormat.WEBP) {
      return wanted;
    }
    return image.getColorModel().hasAlpha() ? ThumbnailFormat.PNG : ThumbnailFormat.JPEG;
  }

  @Override
  public byte[] encode(BufferedImage image, ThumbnailFormat format) throws IOException {
    return switch (format) {
      case JPEG -> written("jpeg", onWhite(image), true);
      case PNG -> written("png", image, false);
      case WEBP -> throw new IllegalArgumentException("WebP is not encoded here");
    };
  }

  /** JPEG has no transparency. */
  static BufferedImage onWhite(BufferedImage image) {
    if (!image.getColorModel().hasAlpha()) {
      return image;
    }
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = opaque.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return opaque;
  }

  private static byte[] written(String format, BufferedImage image, boolean lossy)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 << 10);
    try (var output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (lossy) {
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(QUALITY / 100f);
      }
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
