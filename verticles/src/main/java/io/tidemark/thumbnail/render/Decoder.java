package io.tidemark.thumbnail.render;

import java.awt.image.BufferedImage;
import java.io.IOException;

/** Makes a small picture out of a file; one for each way of doing that. */
interface Decoder {

  /** Whether this decoder is made for that file. */
  boolean takes(ImageHeader header);

  /**
   * The picture in sRGB, {@code width} by {@code height}, not yet turned: {@link
   * BufferedImage#TYPE_3BYTE_BGR}, or {@link BufferedImage#TYPE_4BYTE_ABGR} where it has
   * transparent parts.
   *
   * @throws IOException if the file is broken
   */
  BufferedImage decode(byte[] file, ImageHeader header, int width, int height) throws IOException;
}
