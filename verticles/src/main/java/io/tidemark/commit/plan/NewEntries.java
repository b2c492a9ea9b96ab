package io.tidemark.commit.plan;

import io.tidemark.protocol.EntryKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes entries; whoever owns the namespace pays for what is in it. */
final class NewEntries {
  private NewEntries() {}

  /** An entry without content. */
  static Entry of(Draft draft, Spot spot, EntryKind kind, @Nullable UUID conflictOf) {
    return new Entry(
        draft.newId(),
        spot.ns(),
        draft.namespace(spot.ns()).owner(),
        spot.parentId(),
        kind,
        spot.name(),
        spot.key(),
        false,
        0,
        0,
        conflictOf);
  }
}
