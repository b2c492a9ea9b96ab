package io.tidemark.loadgen.device;

import org.jspecify.annotations.Nullable;

/** The hub did not let a device in, and may have said when to come back. */
final class TurnedAway extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int afterSeconds;

  /**
   * @param afterSeconds 0 where the hub did not say
   */
  TurnedAway(String reason, int afterSeconds) {
    super(reason, null, false, false);
    this.afterSeconds = afterSeconds;
  }

  int afterSeconds() {
    return afterSeconds;
  }

  /** The {@code Retry-After} of an answer; 0 for none, or one that is no number. */
  static int seconds(@Nullable String retryAfter) {
    return retryAfter != null && retryAfter.matches("\\d{1,6}") ? Integer.parseInt(retryAfter) : 0;
  }
}
