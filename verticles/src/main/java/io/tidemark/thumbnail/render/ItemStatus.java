package io.tidemark.thumbnail.render;

import java.util.Locale;

/** What became of one thumbnail; its number on the wire is never changed. */
public enum ItemStatus {
  OK(0),
  UNSUPPORTED(1),
  FORBIDDEN(2),
  NOT_FOUND(3),
  TOO_LARGE(4),
  FAILED(5);

  private static final ItemStatus[] ALL = values();

  private final int number;

  ItemStatus(int number) {
    this.number = number;
  }

  public byte wireNumber() {
    return (byte) number;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is none with that number
   */
  public static ItemStatus ofWireNumber(int number) {
    if (number < 0 || number >= ALL.length) {
      throw new IllegalArgumentException(
          "status " + number + " is none of 0 to " + (ALL.length - 1));
    }
    return ALL[number];
  }
}
