package io.tidemark.thumbnail.render;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Reads numbers out of a file's bytes; a place beyond the end is a truncated file. */
final class ImageBytes {
  private final byte[] bytes;
  private boolean isLittleEndian;

  ImageBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  void littleEndian(boolean little) {
    isLittleEndian = little;
  }

  int length() {
    return bytes.length;
  }

  int at(long place) throws ImageRefusedException {
    if (place < 0 || place >= bytes.length) {
      throw new ImageRefusedException(
          ItemStatus.FAILED,
          "the header points to byte " + place + " of " + bytes.length + "; the file is cut off");
    }
    return bytes[(int) place] & 0xff;
  }

  int two(long place) throws ImageRefusedException {
    int first = at(place);
    int second = at(place + 1);
    return isLittleEndian ? second << 8 | first : first << 8 | second;
  }

  /** Unsigned, as a long. */
  long four(long place) throws ImageRefusedException {
    long first = two(place);
    long second = two(place + 2);
    return isLittleEndian ? second << 16 | first : first << 16 | second;
  }

  boolean has(String text, long place) {
    return place >= 0
        && place + text.length() <= bytes.length
        && new String(bytes, (int) place, text.length(), ISO_8859_1).equals(text);
  }
}
