package io.tidemark.commit.plan;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where something is to stand. Names are normalised and checked already. */
public sealed interface Place {

  /** The namespace; null for the one that the file is in. */
  @Nullable UUID ns();

  /**
   * By path; missing folders are made.
   *
   * @param segments at least one
   */
  record AtPath(@Nullable UUID ns, List<String> segments) implements Place {}

  /**
   * In a folder that is there.
   *
   * @param parentId null for the root
   * @param name null to keep the name
   */
  record InFolder(@Nullable UUID ns, @Nullable UUID parentId, @Nullable String name)
      implements Place {}

  /** Where it is, under another name. */
  record Renamed(String name) implements Place {
    @Override
    public @Nullable UUID ns() {
      return null;
    }
  }
}
