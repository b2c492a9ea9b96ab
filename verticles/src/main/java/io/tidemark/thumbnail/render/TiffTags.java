package io.tidemark.thumbnail.render;

/**
 * The few tags of a TIFF directory that matter here. EXIF notes, in whatever file, are a TIFF
 * directory too.
 *
 * @param width 0 where the directory says none
 * @param height 0 where the directory says none
 */
record TiffTags(long width, long height, Turn turn) {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int ORIENTATION = 274;
  private static final int ENTRY_BYTES = 12;
  private static final int SHORT = 3;

  /** A camera writes some dozen. */
  private static final int ENTRIES_MAX = 4096;

  /**
   * @param begin of the TIFF header, to which its offsets count
   */
  static TiffTags read(ImageBytes bytes, long begin) throws ImageRefusedException {
    boolean little = bytes.has("II", begin);
    if (!little && !bytes.has("MM", begin)) {
      throw new ImageRefusedException(ItemStatus.FAILED, "no TIFF header at " + begin);
    }
    bytes.littleEndian(little);
    long directory = begin + bytes.four(begin + 4);
    int entries = Math.min(bytes.two(directory), ENTRIES_MAX);
    long width = 0;
    long height = 0;
    Turn turn = Turn.NONE;
    for (int entry = 0; entry < entries; entry++) {
      long place = directory + 2 + (long) entry * ENTRY_BYTES;
      int tag = bytes.two(place);
      boolean isShort = bytes.two(place + 2) == SHORT;
      long value = isShort ? bytes.two(place + 8) : bytes.four(place + 8);
      switch (tag) {
        case WIDTH -> width = value;
        case HEIGHT -> height = value;
        case ORIENTATION -> turn = Turn.ofExif((int) Math.min(value, Integer.MAX_VALUE));
        default -> {}
      }
    }
    return new TiffTags(width, height, turn);
  }

  /** How the picture lies; wrong notes count as none. */
  static Turn turn(byte[] file, long begin) {
    try {
      return read(new ImageBytes(file), begin).turn();
    } catch (ImageRefusedException e) {
      return Turn.NONE;
    }
  }
}
