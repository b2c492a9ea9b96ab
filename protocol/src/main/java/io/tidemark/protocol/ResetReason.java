package io.tidemark.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a device has to take a snapshot. */
public enum ResetReason {
  /** The journal no longer reaches back to what the device has. */
  HISTORY,
  /** The journal was replaced: what the device has is of another incarnation. */
  EPOCH,
  /** The device claims more than the journal holds. */
  AHEAD;

  /** The name on the wire: lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Null for one that this reader does not know: a later hub may have more. */
  static @Nullable ResetReason ofWireName(@Nullable String wireName) {
    for (ResetReason reason : values()) {
      if (reason.wireName().equals(wireName)) {
        return reason;
      }
    }
    return null;
  }
}
