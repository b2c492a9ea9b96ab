package io.tidemark.config;

/** A setting is wrong; the message holds its name, its value and what was expected. */
public final class SettingException extends RuntimeException {
  private final String key;
  private final String value;
  private final String expected;

  /**
   * @param key the name as it was given, so that it can be found
   * @param value as it was given; something in its place if it is a secret
   */
  public SettingException(String key, String value, String expected) {
    this("setting " + key + " is '" + value + "', expected " + expected, key, value, expected);
  }

  private SettingException(String message, String key, String value, String expected) {
    super(message, null, false, false);
    this.key = key;
    this.value = value;
    this.expected = expected;
  }

  /** Nobody's name; its value is not repeated, as it may be the secret of a mistyped one. */
  static SettingException unknown(String key, String closest) {
    return new SettingException(
        "there is no setting "
            + key
            + "; did you mean "
            + closest
            + "? All of them: ./tidemark settings",
        key,
        "(not shown)",
        closest);
  }

  public String key() {
    return key;
  }

  public String value() {
    return value;
  }

  public String expected() {
    return expected;
  }
}
