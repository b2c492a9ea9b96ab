package io.tidemark.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Hazelcast knows, and we do not. */
interface Members {

  /** This one's id among them. */
  String self();

  /** The ids of all, this one too; empty where Hazelcast has ended. */
  List<String> ids();

  /** The owners of all partitions; may wait, so not on an event loop. */
  List<@Nullable String> owners();

  /** The partition that the user is in. */
  int partition(String user);

  /**
   * @param changed run on any thread after members came or went, or partitions moved
   */
  void listen(Runnable changed);
}
