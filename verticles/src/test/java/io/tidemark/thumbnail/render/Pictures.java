package io.tidemark.thumbnail.render;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** Files of pictures, good and bad. */
public final class Pictures {
  private Pictures() {}

  /** Red on the left, blue on the right. */
  public static BufferedImage halves(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, width / 2, height);
    graphics.setColor(Color.BLUE);
    graphics.fillRect(width / 2, 0, width - width / 2, height);
    graphics.dispose();
    return image;
  }

  public static byte[] file(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, bytes)) {
        throw new AssertionError("nothing writes " + format);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] jpeg(int width, int height) {
    return file(halves(width, height, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
  }

  public static BufferedImage read(byte[] file) {
    try {
      return ImageIO.read(new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a note of how it lies, and one of where it was taken. */
  public static byte[] withExif(byte[] jpeg, int orientation) {
    byte[] place = "GPS 52.5200 N 13.4050 E".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer exif = ByteBuffer.allocate(36 + place.length);
    exif.putShort((short) 0xffe1).putShort((short) (34 + place.length));
    exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8);
    exif.putShort((short) 1).putShort((short) 274).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0).putInt(0).put(place);
    byte[] file = new byte[jpeg.length + exif.capacity()];
    System.arraycopy(jpeg, 0, file, 0, 2);
    System.arraycopy(exif.array(), 0, file, 2, exif.capacity());
    System.arraycopy(jpeg, 2, file, 2 + exif.capacity(), jpeg.length - 2);
    return file;
  }

  /** A small file that says it has so many pixels. */
  public static byte[] pngBomb(int width, int height) {
    byte[] file = file(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_BINARY), "png");
    ByteBuffer.wrap(file).putInt(16, width).putInt(20, height);
    return file;
  }
}
