package io.tidemark.verify;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that two copies tell differently.
 *
 * @param copy the one that is not as the journal, or what was read before, says
 * @param ns null for what is of no namespace
 */
public record Difference(Copy copy, @Nullable UUID ns, String what) {

  /** The line that is shown. */
  @Override
  public String toString() {
    return ns == null ? copy + ": " + what : copy + " " + ns + ": " + what;
  }
}
