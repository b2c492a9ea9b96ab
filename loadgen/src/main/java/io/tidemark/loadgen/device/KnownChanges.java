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

  /** The first copy that came for this position; it may differ from {@code change}. */
  Change intern(UUID ns, Change change) {
    Change first = known.putIfAbsent(new Position(ns, change.seq()), change);
    return first == null ? change : first;
  }
}
