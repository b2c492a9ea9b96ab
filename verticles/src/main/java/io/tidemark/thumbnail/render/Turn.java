package io.tidemark.thumbnail.render;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;

/** What a camera's note says must be done to see a picture upright; EXIF's numbers 1 to 8. */
enum Turn {
  NONE,
  MIRROR,
  HALF,
  FLIP,
  TRANSPOSE,
  CLOCKWISE,
  TRANSVERSE,
  COUNTER_CLOCKWISE;

  private static final Turn[] ALL = values();

  /** {@link #NONE} for a number that has no meaning. */
  static Turn ofExif(int orientation) {
    return orientation >= 1 && orientation <= ALL.length ? ALL[orientation - 1] : NONE;
  }

  /** Whether width and height change places. */
  boolean swaps() {
    return switch (this) {
      case NONE, MIRROR, HALF, FLIP -> false;
      case TRANSPOSE, CLOCKWISE, TRANSVERSE, COUNTER_CLOCKWISE -> true;
    };
  }

  BufferedImage applied(BufferedImage image) {
    if (this == NONE) {
      return image;
    }
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage turned =
        new BufferedImage(swaps() ? height : width, swaps() ? width : height, image.getType());
    Graphics2D graphics = turned.createGraphics();
    graphics.drawImage(image, transform(width, height), null);
    graphics.dispose();
    return turned;
  }

  private AffineTransform transform(int width, int height) {
    return switch (this) {
      case NONE -> new AffineTransform();
      case MIRROR -> new AffineTransform(-1, 0, 0, 1, width, 0);
      case HALF -> new AffineTransform(-1, 0, 0, -1, width, height);
      case FLIP -> new AffineTransform(1, 0, 0, -1, 0, height);
      case TRANSPOSE -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case CLOCKWISE -> new AffineTransform(0, 1, -1, 0, height, 0);
      case TRANSVERSE -> new AffineTransform(0, -1, -1, 0, height, width);
      case COUNTER_CLOCKWISE -> new AffineTransform(0, -1, 1, 0, 0, width);
    };
  }
}
