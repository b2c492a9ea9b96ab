package io.tidemark.commit.plan;

import io.tidemark.protocol.Names;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A name in a folder.
 *
 * @param parentId null for the root
 */
record Spot(UUID ns, @Nullable UUID parentId, String name, String key) {

  static Spot of(UUID ns, @Nullable UUID parentId, String name) {
    return new Spot(ns, parentId, name, Names.key(name));
  }

  NameAt nameAt() {
    return new NameAt(ns, parentId, key);
  }
}
