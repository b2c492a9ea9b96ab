package io.tidemark.commit.plan;

import io.tidemark.protocol.EntryKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder, as a row of {@code files} holds it.
 *
 * @param parentId null in the root
 * @param nameKey the name as names are compared
 * @param deleted whether it is in the trash itself; it is also out of reach where a folder above is
 */
public record Entry(
    UUID fileId,
    UUID ns,
    UUID owner,
    @Nullable UUID parentId,
    EntryKind kind,
    String name,
    String nameKey,
    boolean deleted,
    long version,
    long size,
    @Nullable UUID conflictOf) {

  public boolean isFolder() {
    return kind == EntryKind.FOLDER;
  }

  Entry withContent(long newVersion, long newSize) {
    return new Entry(
        fileId, ns, owner, parentId, kind, name, nameKey, deleted, newVersion, newSize, conflictOf);
  }

  Entry withDeleted(boolean nowDeleted) {
    return new Entry(
        fileId, ns, owner, parentId, kind, name, nameKey, nowDeleted, version, size, conflictOf);
  }

  Entry at(Spot spot) {
    return new Entry(
        fileId,
        spot.ns(),
        owner,
        spot.parentId(),
        kind,
        spot.name(),
        spot.key(),
        deleted,
        version,
        size,
        conflictOf);
  }

  Entry ownedBy(UUID newOwner) {
    return new Entry(
        fileId, ns, newOwner, parentId, kind, name, nameKey, deleted, version, size, conflictOf);
  }

  /** Where it stands. */
  Spot spot() {
    return new Spot(ns, parentId, name, nameKey);
  }
}
