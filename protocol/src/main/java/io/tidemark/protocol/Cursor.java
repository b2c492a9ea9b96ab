package io.tidemark.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;

/**
 * A device's watermarks in all its namespaces; {@link CursorCodec} makes it opaque.
 *
 * @param positions where they are too many, the first ones are kept: so those that the hub could
 *     least do without come first
 * @param partial whether there are namespaces that it had no room for. What it does not name
 *     begins, in a partial one, at the watermark that the hub remembers of the device, otherwise at
 *     0
 * @param joinedMicros when the device's user became a member of the namespace that was joined last:
 *     what was joined after that is joined anew, and a position in it is of an earlier membership.
 *     {@link #UNDATED} if it is not known
 */
public record Cursor(
    SequencedMap<UUID, CursorPosition> positions, boolean partial, long joinedMicros) {
  public static final long UNDATED = Long.MAX_VALUE;

  public Cursor {
    positions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(positions));
  }

  /** One that holds for every membership. */
  public Cursor(SequencedMap<UUID, CursorPosition> positions, boolean partial) {
    this(positions, partial, UNDATED);
  }

  /** One that names all. */
  public Cursor(Map<UUID, CursorPosition> positions) {
    this(new LinkedHashMap<>(positions), false);
  }
}
