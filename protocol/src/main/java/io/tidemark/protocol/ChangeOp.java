package io.tidemark.protocol;

import java.util.Locale;

/** What happened to a file or folder. */
public enum ChangeOp {
  CREATE,
  COMMIT,
  RENAME,
  MOVE,
  DELETE,
  RESTORE;

  /** The name on the wire and in the database: lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if {@code wireName} names no change operation
   */
  public static ChangeOp ofWireName(String wireName) {
    for (ChangeOp value : values()) {
      if (value.wireName().equals(wireName)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        Quote.of(wireName) + " is none of create, commit, rename, move, delete, restore");
  }
}
