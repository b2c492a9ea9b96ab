package io.tidemark.verify;

import java.util.Comparator;
import java.util.UUID;

/** UUIDs in the order in which PostgreSQL sorts them: as bytes, not as Java's signed numbers. */
final class Ids {
  static final Comparator<UUID> ORDER =
      (left, right) -> {
        int high =
            Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0
            ? high
            : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
      };

  private Ids() {}

  static boolean isBefore(UUID left, UUID right) {
    return ORDER.compare(left, right) < 0;
  }

  /** One entry or several, in words. */
  static String entries(long first, long last) {
    return first == last ? "entry " + first : "entries " + first + ".." + last;
  }
}
