package io.tidemark.thumbnail.render;

import java.util.Locale;

/** What a thumbnail is encoded as; its number on the wire is never changed. */
public enum ThumbnailFormat {
  JPEG(1),
  WEBP(2),
  PNG(3);

  private static final ThumbnailFormat[] ALL = values();

  private final int number;

  ThumbnailFormat(int number) {
    this.number = number;
  }

  /** In binary frames; 0 stands for no image. */
  public byte wireNumber() {
    return (byte) number;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String contentType() {
    return "image/" + wireName();
  }

  /**
   * @throws IllegalArgumentException if there is none with that name
   */
  public static ThumbnailFormat ofWireName(String name) {
    for (ThumbnailFormat format : ALL) {
      if (format.wireName().equals(name)) {
        return format;
      }
    }
    throw new IllegalArgumentException("format '" + name + "' is none of jpeg, webp, png");
  }

  /**
   * @throws IllegalArgumentException if there is none with that number
   */
  public static ThumbnailFormat ofWireNumber(int number) {
    if (number < 1 || number > ALL.length) {
      throw new IllegalArgumentException("format " + number + " is none of 1 to " + ALL.length);
    }
    return ALL[number - 1];
  }
}
