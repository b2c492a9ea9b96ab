package io.tidemark.flow;

import org.jspecify.annotations.Nullable;

/** Where users belong: each to one node of the cluster. Answers from memory, on any thread. */
public interface Homes {

  /** A node that is alone: everybody belongs here. */
  Homes HERE = _ -> null;

  /**
   * The node that the user belongs to, if it is another one that devices can reach.
   *
   * @return its public URL, for instance {@code https://hub-2.example.org}; null if the user
   *     belongs here, or if nobody can say
   */
  @Nullable String elsewhere(String user);
}
