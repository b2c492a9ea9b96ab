package io.tidemark.commit.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a version holds.
 *
 * @param blocks the hashes in order, separated by commas; empty for an empty file
 */
public record Content(String blocks, long size, @Nullable Instant clientMtime) {

  static Content of(Edit edit) {
    StringBuilder joined = new StringBuilder(edit.blocks().size() * 65);
    for (Block block : edit.blocks()) {
      if (!joined.isEmpty()) {
        joined.append(',');
      }
      joined.append(block.sha256());
    }
    return new Content(joined.toString(), edit.size(), edit.clientMtime());
  }
}
