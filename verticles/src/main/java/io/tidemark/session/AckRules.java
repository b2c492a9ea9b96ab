package io.tidemark.session;

import org.jspecify.annotations.Nullable;

/** What an acknowledged watermark means. */
public final class AckRules {
  private AckRules() {}

  public enum Verdict {
    /** News: it is stored. */
    ADVANCES,
    /**
     * Not above the last one, for a watermark only goes up; or perhaps about a journal that has
     * been replaced, or a membership that has ended.
     */
    IGNORED,
    /**
     * Above what was sent here. A device may have read further by itself, so the journal decides
     * whether there is such an entry.
     */
    AHEAD,
    /** The device is no member of the namespace. */
    FOREIGN
  }

  public static Verdict judge(@Nullable Track track, long seq) {
    if (track == null) {
      return Verdict.FOREIGN;
    }
    if (seq <= track.acked) {
      return Verdict.IGNORED;
    }
    if (track.doubtfulBelow > 0 && (seq < track.doubtfulBelow || seq > track.sent)) {
      return Verdict.IGNORED;
    }
    return seq <= track.sent ? Verdict.ADVANCES : Verdict.AHEAD;
  }
}
