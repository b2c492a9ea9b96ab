package io.tidemark.protocol;

/** Quotes a value of a stranger's for a message: short, and nothing that a log could trip over. */
final class Quote {
  private static final int CHARS = 64;

  private Quote() {}

  static String of(String value) {
    StringBuilder text = new StringBuilder(Math.min(value.length(), CHARS) + 8).append('\'');
    int end = Math.min(value.length(), CHARS);
    if (end < value.length() && Character.isHighSurrogate(value.charAt(end - 1))) {
      end--;
    }
    for (int index = 0; index < end; index++) {
      char unit = value.charAt(index);
      boolean pair = index + 1 < end && Character.isSurrogatePair(unit, value.charAt(index + 1));
      if (pair) {
        text.append(unit).append(value.charAt(++index));
      } else if (Character.isISOControl(unit) || Character.isSurrogate(unit)) {
        text.append("\\u").append(String.format("%04x", (int) unit));
      } else {
        text.append(unit);
      }
    }
    if (end < value.length()) {
      text.append('…');
    }
    return text.append('\'').toString();
  }
}
