package io.tidemark.protocol;

import java.util.Locale;

/** A user's home, or a team folder. */
public enum NamespaceKind {
  HOME,
  FOLDER;

  /** The name on the wire and in the database: lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if {@code wireName} names no namespace kind
   */
  public static NamespaceKind ofWireName(String wireName) {
    for (NamespaceKind value : values()) {
      if (value.wireName().equals(wireName)) {
        return value;
      }
    }
    throw new IllegalArgumentException(Quote.of(wireName) + " is none of home, folder");
  }
}
