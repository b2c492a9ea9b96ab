package io.tidemark.protocol;

/** What a string may not hold, wherever it came from. */
final class Strings {
  private Strings() {}

  /** Whether {@code value} holds half a surrogate pair: such text has no UTF-8. */
  static boolean hasLoneSurrogate(String value) {
    for (int index = 0; index < value.length(); index++) {
      char unit = value.charAt(index);
      if (Character.isSurrogate(unit)) {
        boolean pair =
            index + 1 < value.length() && Character.isSurrogatePair(unit, value.charAt(index + 1));
        if (!pair) {
          return true;
        }
        index++;
      }
    }
    return false;
  }

  /** Bytes of {@code value} in UTF-8, without encoding it. */
  static long utf8Bytes(String value) {
    long bytes = 0;
    for (int index = 0; index < value.length(); index++) {
      char unit = value.charAt(index);
      if (unit < 0x80) {
        bytes++;
      } else if (unit < 0x800 || Character.isSurrogate(unit)) {
        bytes += 2;
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }
}
