package io.tidemark.protocol;

import java.time.LocalDate;

/** Names conflicted copies, the same on every node and for every retry. */
public final class ConflictNames {

  /** A longer "extension" is part of the name. */
  private static final int EXTENSION_CHARS = 32;

  private ConflictNames() {}

  /**
   * {@code logo.png} becomes {@code logo (alice's conflicted copy 2026-04-28).png}.
   *
   * @param attempt 1 for the first try; each further one, made when the name is taken, gets its
   *     number
   */
  public static String of(String name, String user, LocalDate day, int attempt) {
    int dot = name.lastIndexOf('.');
    boolean extended = dot > 0 && name.length() - dot <= EXTENSION_CHARS;
    String stem = extended ? name.substring(0, dot) : name;
    String extension = extended ? name.substring(dot) : "";
    String mark =
        " (" + user + "'s conflicted copy " + day + (attempt > 1 ? " " + attempt : "") + ")";
    int room = Limits.NAME_CHARS - mark.length() - extension.length();
    return truncate(stem, room) + mark + extension;
  }

  private static String truncate(String stem, int chars) {
    if (stem.length() <= chars) {
      return stem;
    }
    int end = Character.isHighSurrogate(stem.charAt(chars - 1)) ? chars - 1 : chars;
    return stem.substring(0, end);
  }
}
