package io.tidemark.folder;

import io.tidemark.flow.Delta;
import io.tidemark.flow.JournalEntry;
import io.tidemark.flow.PullSlots;
import io.tidemark.protocol.Limits;
import java.util.List;

/**
 * When the devices of a large folder fetch what a delta does not hold: not all at once.
 *
 * <p>A delta that is whole leaves only contents to fetch, and those are spread over what is left of
 * a second after the window. A truncated one has each device read the journal, which is spread over
 * as long as the node takes to answer them all: the longer, the more devices and the more entries.
 */
final class PullSpread {
  /** Fewer devices than this do not disturb. */
  static final int DEVICES_MIN = 64;

  /** A delta that does not hold everything anyway holds something only up to this, in all. */
  static final long BYTES_MAX = 64L << 20;

  private static final int DEVICES_PER_SLOT = 64;
  private static final int SLOTS_MAX = 32;
  private static final int CONTENTS_PER_MILLI = 5;
  private static final int SECOND_MILLIS = 1_000;

  /** With long windows contents are still not fetched all at once. */
  private static final int WHOLE_MILLIS_MIN = 100;

  private static final int TRUNCATED_MILLIS_MAX = 30_000;

  private PullSpread() {}

  static PullSlots of(Delta delta, int windowMillis, int followers) {
    if (followers < DEVICES_MIN) {
      return PullSlots.NONE;
    }
    int slots = Math.clamp(followers / DEVICES_PER_SLOT, 2, SLOTS_MAX);
    if (!delta.truncated()) {
      int left = Math.max(WHOLE_MILLIS_MIN, SECOND_MILLIS - windowMillis);
      return new PullSlots(slots, Math.min(left, followers / CONTENTS_PER_MILLI));
    }
    long pages = Math.ceilDiv(delta.to() - delta.from(), (long) Limits.JOURNAL_PAGE);
    return new PullSlots(slots, (int) Math.min(TRUNCATED_MILLIS_MAX, followers * pages));
  }

  /**
   * The delta as so many devices get it: where they have to read the journal anyway, it does not
   * bring a part of it to each of very many.
   */
  static Delta fit(Delta delta, int followers) {
    if (!delta.truncated()) {
      return delta;
    }
    long bytes = 0;
    for (JournalEntry entry : delta.changes()) {
      bytes += entry.change().length;
    }
    return bytes * followers <= BYTES_MAX
        ? delta
        : new Delta(
            delta.ns(),
            delta.epoch(),
            delta.from(),
            delta.to(),
            List.of(),
            true,
            delta.oldestCommitMicros());
  }
}
