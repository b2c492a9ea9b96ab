package io.tidemark.loadgen.device;

import io.tidemark.protocol.Change;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One copy of each change for all devices of a process: saves their memory, and shows where two of
 * them were told different things about the same {@code seq}.
 */
public final class KnownChanges {
  private record Position(UUID ns, long seq) {}

  private final Map<Position, Change> known = new ConcurrentHashMap<>();
  private final boolean kept;

  private KnownChanges(boolean kept) {
    this.kept = kept;
  }

  /** For a run with an end: keeps all, for the {@link Audit}. */
  public static KnownChanges kept() {
    return new KnownChanges(true);
  }

  /** For a device that follows for as long as it likes: keeps nothing, and cannot be audited. */
  public static KnownChanges forgotten() {
    return new KnownChanges(false);
  }

  boolean isKept() {
    return kept;
  }

  /** The first copy that came for this position; it may differ from {@code change}. */
  Change intern(UUID ns, Change change) {
    if (!kept) {
      return change;
    }
    Change first = known.putIfAbsent(new Position(ns, change.seq()), change);
    return first == null ? change : first;
  }
}
