package io.tidemark.folder;

import io.tidemark.flow.Delta;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What passed in a folder while nothing of it is pushed: from where to where, which is enough for
 * every device to be told of it, and to read it, once that ends.
 */
final class MutedFolder {
  private final Heat heat;
  private boolean empty = true;
  private int epoch;
  private long from;
  private long to;

  MutedFolder(long nowMillis) {
    this.heat = new Heat(nowMillis);
  }

  /** Something passed, or was to be pushed when the folder was muted. */
  void passed(int ofEpoch, long start, long end) {
    if (empty || ofEpoch > epoch) {
      empty = false;
      epoch = ofEpoch;
      from = start;
      to = end;
    } else if (ofEpoch == epoch) {
      to = Math.max(to, end);
    }
  }

  Heat heat() {
    return heat;
  }

  /** A delta that tells the head, and leaves the rest to be read; null if nothing passed. */
  @Nullable Delta toDelta(UUID ns) {
    return empty ? null : new Delta(ns, epoch, from, to, List.of(), true, Long.MAX_VALUE);
  }
}
