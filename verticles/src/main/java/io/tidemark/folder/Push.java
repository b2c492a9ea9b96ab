package io.tidemark.folder;

import io.tidemark.flow.Delta;
import java.util.Locale;

/**
 * A delta that is to go out now.
 *
 * @param windowMillis how long the window was that it ends; 0 where nothing waited
 * @param entriesPerSecond what the folder gets just now
 */
public record Push(Delta delta, Reason reason, int windowMillis, double entriesPerSecond) {

  /** Why now. */
  public enum Reason {
    /** The folder was quiet. */
    LEADING,
    /** A window has ended. */
    TRAILING,
    /** The stream goes on elsewhere; what came before goes out first. */
    JUMP,
    /** Nothing was pushed while the folder was muted. */
    UNMUTED,
    /** There are too many windows to open another. */
    OVERFLOW;

    /** The value of a metric's label. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
