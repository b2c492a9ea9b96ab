package io.tidemark.thumbnail.render;

import java.awt.image.BufferedImage;
import java.io.IOException;

/** Makes bytes of a small picture; nothing but the picture itself is in them. */
interface ThumbnailEncoder {
  /** Of JPEG and WebP, out of 100. */
  int QUALITY = 80;

  /** The format that a picture comes in where {@code wanted} was asked for. */
  ThumbnailFormat formatOf(BufferedImage image, ThumbnailFormat wanted);

  /**
   * @param format one that {@link #formatOf} gave
   */
  byte[] encode(BufferedImage image, ThumbnailFormat format) throws IOException;
}
