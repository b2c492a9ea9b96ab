package io.tidemark.commit.plan;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * New content for a file.
 *
 * @param parentVersion the newest version that the device knew; 0: it knew of none
 * @param blocks in order; none for an empty file
 */
public record Edit(
    long parentVersion,
    List<Block> blocks,
    @Nullable Instant clientMtime,
    @Nullable String device) {

  /** Bytes of the content. */
  public long size() {
    long size = 0;
    for (Block block : blocks) {
      size += block.size();
    }
    return size;
  }
}
