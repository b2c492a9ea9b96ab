package io.tidemark.protocol;

import java.util.Locale;

/** What a member may do in a namespace; each role may do all that the ones before it may. */
public enum Role {
  VIEWER,
  EDITOR,
  OWNER;

  /** Whether this role suffices where {@code needed} is asked for. */
  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** The name on the wire and in the database: lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if {@code wireName} is none of viewer, editor, owner
   */
  public static Role ofWireName(String wireName) {
    for (Role role : values()) {
      if (role.wireName().equals(wireName)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "role " + Quote.of(wireName) + " is none of viewer, editor, owner");
  }
}
