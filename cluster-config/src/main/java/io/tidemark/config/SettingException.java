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
    super("setting " + key + " is '" + value + "', expected " + expected, null, false, false);
    this.key = key;
    this.value = value;
    this.expected = expected;
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
