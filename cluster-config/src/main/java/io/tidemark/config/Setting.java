package io.tidemark.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One setting: its name, its default, what it means and what is allowed.
 *
 * @param key as options spell it, for instance {@code gateway.maxConnections}
 * @param defaultText the default as one would write it; empty for none
 * @param expected what is allowed, in words
 * @param secret whether its value must not be shown
 * @param reader makes the value; an {@link IllegalArgumentException} from it means "not allowed"
 */
record Setting<T>(
    String key,
    String defaultText,
    String expected,
    String meaning,
    boolean secret,
    Function<String, T> reader) {

  static Setting<Integer> number(
      String key, int defaultValue, int lowest, int highest, String meaning) {
    return new Setting<>(
        key,
        Integer.toString(defaultValue),
        "a whole number from %d to %d".formatted(lowest, highest),
        meaning,
        false,
        text -> {
          int number = Integer.parseInt(text.replace("_", ""));
          if (number < lowest || number > highest) {
            throw new IllegalArgumentException("out of range");
          }
          return number;
        });
  }

  static Setting<String> text(String key, String defaultValue, String expected, String meaning) {
    return new Setting<>(
        key,
        defaultValue,
        expected,
        meaning,
        false,
        text -> {
          if (text.isEmpty() && !defaultValue.isEmpty()) {
            throw new IllegalArgumentException("empty");
          }
          return text;
        });
  }

  static <E extends Enum<E>> Setting<E> choice(
      String key, E defaultValue, Class<E> type, String meaning) {
    return new Setting<>(
        key,
        defaultValue.name().toLowerCase(Locale.ROOT),
        "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")),
        meaning,
        false,
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
  }

  static Setting<Path> path(String key, String defaultValue, String meaning) {
    return new Setting<>(
        key,
        defaultValue,
        "the path of a folder",
        meaning,
        false,
        text -> {
          if (text.isBlank()) {
            throw new InvalidPathException(text, "empty");
          }
          return Path.of(text);
        });
  }

  /** An address; none by default. A trailing slash is dropped, so that paths can be appended. */
  static Setting<String> url(String key, String meaning, String... schemes) {
    return new Setting<>(
        key,
        "",
        "empty, or an address with " + String.join(":// or ", schemes) + "://",
        meaning,
        false,
        text -> {
          if (text.isEmpty()) {
            return text;
          }
          URI uri = URI.create(text);
          if (!Arrays.asList(schemes).contains(uri.getScheme())
              || uri.getSchemeSpecificPart().length() < 3) {
            throw new IllegalArgumentException("not such an address");
          }
          return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        });
  }

  /** A key for signatures; generated and kept in the data folder by default. */
  static Setting<String> signingKey(String key, String meaning) {
    return new Setting<>(
        key,
        "",
        "empty, or at least 64 hexadecimal digits",
        meaning,
        true,
        text -> {
          if (!text.isEmpty() && HexFormat.of().parseHex(text).length < 32) {
            throw new IllegalArgumentException("too short");
          }
          return text;
        });
  }

  /** What only those know who belong together; none by default. */
  static Setting<String> passphrase(String key, String meaning) {
    return new Setting<>(
        key,
        "",
        "empty, or at least 16 characters",
        meaning,
        true,
        text -> {
          if (!text.isEmpty() && text.length() < 16) {
            throw new IllegalArgumentException("too short");
          }
          return text;
        });
  }

  /** Addresses with ports; none by default. */
  static Setting<String> members(String key, String meaning) {
    return new Setting<>(
        key,
        "",
        "empty, or host:port[,host:port…]",
        meaning,
        false,
        text -> {
          for (String member : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int colon = member.lastIndexOf(':');
            int port = Integer.parseInt(member.substring(colon + 1));
            if (colon < 1 || port < 1 || port > 65_535 || !member.equals(member.strip())) {
              throw new IllegalArgumentException("not host:port");
            }
          }
          return text;
        });
  }

  Setting<T> asSecret() {
    return new Setting<>(key, defaultText, expected, meaning, true, reader);
  }

  /** {@code gateway.maxConnections} is {@code TIDEMARK_GATEWAY_MAX_CONNECTIONS}. */
  String environmentName() {
    return SettingNames.PREFIX
        + key.replaceAll("([A-Z])", "_$1").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * @param name the name under which {@code text} was given
   * @throws SettingException if it is not allowed
   */
  T read(String name, String text) {
    try {
      return reader.apply(text.strip());
    } catch (IllegalArgumentException e) {
      throw new SettingException(name, secret ? "(not shown)" : text, expected);
    }
  }
}
