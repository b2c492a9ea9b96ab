package io.tidemark.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL and Lua as files beside the class that uses them. */
public final class Resources {
  private Resources() {}

  /**
   * The text of {@code name} in the package of {@code anchor}.
   *
   * @throws IllegalStateException if there is none: a fault of the build, so ask for it in a static
   *     field
   */
  public static String text(Class<?> anchor, String name) {
    try (InputStream stream = anchor.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "no resource " + name + " in package " + anchor.getPackageName());
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
