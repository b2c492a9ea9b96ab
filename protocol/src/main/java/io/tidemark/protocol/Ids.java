package io.tidemark.protocol;

import java.util.UUID;

/** Checks ids; each method returns what it was given, or says what was expected. */
public final class Ids {
  private static final int SHA256_CHARS = 64;
  private static final int UUID_CHARS = 36;

  private Ids() {}

  /**
   * @throws IllegalArgumentException if {@code value} is no user id
   */
  public static String user(String value) {
    return identifier("user", value);
  }

  /**
   * @throws IllegalArgumentException if {@code value} is no device id
   */
  public static String device(String value) {
    return identifier("device", value);
  }

  /**
   * @throws IllegalArgumentException if {@code value} is not a SHA-256 in lower-case hex
   */
  public static String sha256(String value) {
    boolean good = value.length() == SHA256_CHARS;
    for (int index = 0; good && index < SHA256_CHARS; index++) {
      char unit = value.charAt(index);
      good = (unit >= '0' && unit <= '9') || (unit >= 'a' && unit <= 'f');
    }
    if (!good) {
      throw new IllegalArgumentException(
          "block " + Quote.of(value) + " is not a SHA-256 as 64 lower-case hex digits");
    }
    return value;
  }

  /**
   * Reads the form with 36 characters only; {@link UUID#fromString} would take {@code 1-1-1-1-1}.
   *
   * @throws IllegalArgumentException if {@code value} is no UUID
   */
  public static UUID uuid(String value) {
    boolean good = value.length() == UUID_CHARS;
    for (int index = 0; good && index < UUID_CHARS; index++) {
      char unit = value.charAt(index);
      boolean dash = index == 8 || index == 13 || index == 18 || index == 23;
      good = dash ? unit == '-' : unit < 0x80 && Character.digit(unit, 16) >= 0;
    }
    if (!good) {
      throw new IllegalArgumentException(
          Quote.of(value) + " is not a UUID such as 01234567-89ab-cdef-0123-456789abcdef");
    }
    return UUID.fromString(value);
  }

  private static String identifier(String what, String value) {
    boolean good = !value.isEmpty() && value.length() <= Limits.USER_CHARS;
    for (int index = 0; good && index < value.length(); index++) {
      char unit = value.charAt(index);
      good =
          (unit >= 'a' && unit <= 'z')
              || (unit >= 'A' && unit <= 'Z')
              || (unit >= '0' && unit <= '9')
              || unit == '.'
              || unit == '_'
              || unit == '@'
              || unit == '-';
    }
    if (!good) {
      throw new IllegalArgumentException(
          what
              + " "
              + Quote.of(value)
              + " is not 1-"
              + Limits.USER_CHARS
              + " characters from [A-Za-z0-9._@-]");
    }
    return value;
  }
}
