package io.tidemark.protocol;

import java.util.Locale;

/** What a journal entry is about. */
public enum EntryKind {
  FILE,
  FOLDER;

  /** The name on the wire and in the database: lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if {@code wireName} names no entry kind
   */
  public static EntryKind ofWireName(String wireName) {
    for (EntryKind value : values()) {
      if (value.wireName().equals(wireName)) {
        return value;
      }
    }
    throw new IllegalArgumentException(Quote.of(wireName) + " is none of file, folder");
  }
}
