package io.tidemark.config;

/**
 * What {@code ./tidemark settings} shows of one setting.
 *
 * @param defaultText empty for none
 * @param secret whether its value must not be shown
 */
public record SettingDescription(
    String key,
    String environmentName,
    String defaultText,
    String expected,
    String meaning,
    boolean secret) {}
