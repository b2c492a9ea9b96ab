package io.tidemark.verify;

import java.util.Locale;

/** Where something is written down. */
public enum Copy {
  JOURNAL,
  FILES,
  BLOCKS,
  KAFKA,
  REDIS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
