package io.tidemark.thumbnail.render;

import org.jspecify.annotations.Nullable;

/**
 * What a file says about its picture before anything is decoded; what is too large is refused here.
 *
 * @param components colours of a JPEG (1 grey, 3 colour, 4 for print); 0 for other kinds
 */
record ImageHeader(ImageKind kind, long width, long height, int components, Turn turn) {
  static final long PIXELS_MAX = 100_000_000;

  /** No format here has longer sides that a decoder would take. */
  static final long SIDE_MAX = 65_535;

  /**
   * @throws ImageRefusedException unsupported, too large, or cut off
   */
  static ImageHeader read(byte[] file) throws ImageRefusedException {
    ImageKind kind = ImageKind.of(file);
    if (kind == null) {
      throw new ImageRefusedException(
          ItemStatus.UNSUPPORTED, "the content is none of JPEG, PNG, GIF, BMP, TIFF, WebP");
    }
    ImageBytes bytes = new ImageBytes(file);
    ImageHeader header =
        switch (kind) {
          case JPEG -> jpeg(bytes, file);
          case PNG -> png(bytes, file);
          case GIF -> gif(bytes);
          case BMP -> bmp(bytes);
          case TIFF -> tiff(bytes);
          case WEBP -> webp(bytes, file);
        };
    header.check();
    return header;
  }

  private void check() throws ImageRefusedException {
    checkSize(width, height);
  }

  static void checkSize(long width, long height) throws ImageRefusedException {
    if (width < 1 || height < 1) {
      throw new ImageRefusedException(
          ItemStatus.FAILED, "a picture of " + width + " x " + height + " pixels");
    }
    if (width > SIDE_MAX || height > SIDE_MAX || width * height > PIXELS_MAX) {
      throw new ImageRefusedException(
          ItemStatus.TOO_LARGE,
          "%d x %d pixels; at most %d, and %d a side, are decoded"
              .formatted(width, height, PIXELS_MAX, SIDE_MAX));
    }
  }

  private static ImageHeader jpeg(ImageBytes bytes, byte[] file) throws ImageRefusedException {
    Turn turn = Turn.NONE;
    long place = 2;
    while (true) {
      while (bytes.at(place) != 0xff) {
        place++;
      }
      while (bytes.at(place) == 0xff) {
        place++;
      }
      int marker = bytes.at(place++);
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        continue; // Markers without a length.
      }
      if (marker == 0xd9 || marker == 0xda) {
        throw new ImageRefusedException(ItemStatus.FAILED, "a JPEG without a frame header");
      }
      if (isFrame(marker)) {
        return new ImageHeader(
            ImageKind.JPEG, bytes.two(place + 5), bytes.two(place + 3), bytes.at(place + 7), turn);
      }
      if (marker == 0xe1 && bytes.has("Exif\0\0", place + 2)) {
        turn = TiffTags.turn(file, place + 8);
      }
      place += Math.max(2, bytes.two(place));
    }
  }

  /** SOF0 to SOF15, of which three numbers are other tables. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static ImageHeader png(ImageBytes bytes, byte[] file) throws ImageRefusedException {
    if (!bytes.has("IHDR", 12)) {
      throw new ImageRefusedException(ItemStatus.FAILED, "a PNG without IHDR");
    }
    long width = bytes.four(16);
    long height = bytes.four(20);
    Turn turn = Turn.NONE;
    for (long place = 8; place + 8 <= bytes.length(); place += 12 + bytes.four(place)) {
      if (bytes.has("eXIf", place + 4)) {
        turn = TiffTags.turn(file, place + 8);
      }
      if (bytes.has("IDAT", place + 4)) {
        break;
      }
    }
    return new ImageHeader(ImageKind.PNG, width, height, 0, turn);
  }

  private static ImageHeader gif(ImageBytes bytes) throws ImageRefusedException {
    bytes.littleEndian(true);
    return new ImageHeader(ImageKind.GIF, bytes.two(6), bytes.two(8), 0, Turn.NONE);
  }

  private static ImageHeader bmp(ImageBytes bytes) throws ImageRefusedException {
    bytes.littleEndian(true);
    boolean isOld = bytes.four(14) == 12;
    long width = isOld ? bytes.two(18) : (int) bytes.four(18);
    // Negative: the rows begin at the top.
    long height = isOld ? bytes.two(20) : Math.abs((long) (int) bytes.four(22));
    return new ImageHeader(ImageKind.BMP, width, height, 0, Turn.NONE);
  }

  private static ImageHeader tiff(ImageBytes bytes) throws ImageRefusedException {
    TiffTags tags = TiffTags.read(bytes, 0);
    return new ImageHeader(ImageKind.TIFF, tags.width(), tags.height(), 0, tags.turn());
  }

  private static ImageHeader webp(ImageBytes bytes, byte[] file) throws ImageRefusedException {
    bytes.littleEndian(true);
    long[] size = webpSize(bytes);
    if (size == null) {
      throw new ImageRefusedException(ItemStatus.FAILED, "a WebP without a picture in front");
    }
    Turn turn = Turn.NONE;
    for (long place = 12; place + 8 <= bytes.length(); ) {
      long length = bytes.four(place + 4);
      if (bytes.has("EXIF", place)) {
        turn = TiffTags.turn(file, place + (bytes.has("Exif\0\0", place + 8) ? 14 : 8));
      }
      place += 8 + length + (length & 1);
    }
    return new ImageHeader(ImageKind.WEBP, size[0], size[1], 0, turn);
  }

  private static long @Nullable [] webpSize(ImageBytes bytes) throws ImageRefusedException {
    if (bytes.has("VP8 ", 12)) {
      return new long[] {bytes.two(26) & 0x3fff, bytes.two(28) & 0x3fff};
    }
    if (bytes.has("VP8L", 12)) {
      long bits = bytes.four(21);
      return new long[] {(bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1};
    }
    if (bytes.has("VP8X", 12)) {
      return new long[] {
        (bytes.two(24) | (long) bytes.at(26) << 16) + 1,
        (bytes.two(27) | (long) bytes.at(29) << 16) + 1
      };
    }
    return null;
  }
}
