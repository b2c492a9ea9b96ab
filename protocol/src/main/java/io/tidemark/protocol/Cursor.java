package io.tidemark.protocol;

import java.util.Map;
import java.util.UUID;

/** A device's watermarks in all its namespaces; {@link CursorCodec} makes it opaque. */
public record Cursor(Map<UUID, CursorPosition> positions) {
  public Cursor {
    positions = Map.copyOf(positions);
  }
}
