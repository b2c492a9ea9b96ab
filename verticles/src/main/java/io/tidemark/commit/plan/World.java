package io.tidemark.commit.plan;

import io.tidemark.protocol.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What was read from the tables under the namespaces' locks. A key that is absent was not asked
 * for; an empty value means that there is none.
 */
public final class World {
  private final Map<UUID, NamespaceState> namespaces = new HashMap<>();
  private final Map<UUID, Optional<Entry>> entries = new HashMap<>();
  private final Map<NameAt, Optional<UUID>> names = new HashMap<>();
  private final Map<Membership, Optional<Role>> memberships = new HashMap<>();
  private final Map<Grant, Optional<Role>> grants = new HashMap<>();
  private final Map<String, Optional<Long>> blocks = new HashMap<>();
  private final Map<IdempotencyKey, Optional<StoredAnswer>> answers = new HashMap<>();
  private final Map<VersionAt, Optional<Content>> versions = new HashMap<>();
  private final Map<UUID, Optional<Extent>> extents = new HashMap<>();

  /** All that are locked; one that is absent does not exist. */
  public Map<UUID, NamespaceState> namespaces() {
    return namespaces;
  }

  public Map<UUID, Optional<Entry>> entries() {
    return entries;
  }

  public Map<NameAt, Optional<UUID>> names() {
    return names;
  }

  public Map<Membership, Optional<Role>> memberships() {
    return memberships;
  }

  public Map<Grant, Optional<Role>> grants() {
    return grants;
  }

  /** Sizes of blocks that are stored. */
  public Map<String, Optional<Long>> blocks() {
    return blocks;
  }

  public Map<IdempotencyKey, Optional<StoredAnswer>> answers() {
    return answers;
  }

  public Map<VersionAt, Optional<Content>> versions() {
    return versions;
  }

  public Map<UUID, Optional<Extent>> extents() {
    return extents;
  }
}
