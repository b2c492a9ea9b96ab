package io.tidemark.folder;

import io.tidemark.flow.FolderChange;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The newest heads that passed this node, of whatever namespace.
 *
 * <p>They close the gap at connect: a change that passed after a device's heads were read from the
 * database and before its interest was known is found here. Written by the tail, read by the event
 * loops, hence the locks; both hold them for one look-up.
 */
final class RecentHeads {

  /** The end of a journal as the tail saw it last. */
  record Head(int epoch, long seq, long seenNanos) {}

  private final int limit;
  private final LinkedHashMap<UUID, Head> heads = new LinkedHashMap<>();
  private long forgottenNanos;

  /**
   * @param nowNanos a {@link System#nanoTime}, as all times here; what passed before is unknown
   */
  RecentHeads(int limit, long nowNanos) {
    this.limit = limit;
    this.forgottenNanos = nowNanos;
  }

  synchronized void note(FolderChange change, long nowNanos) {
    heads.remove(change.ns());
    heads.put(change.ns(), new Head(change.epoch(), change.to(), nowNanos));
    if (heads.size() > limit) {
      Iterator<Map.Entry<UUID, Head>> eldest = heads.entrySet().iterator();
      forgottenNanos = Math.max(forgottenNanos, eldest.next().getValue().seenNanos());
      eldest.remove();
    }
  }

  /** Whether everything that passed after {@code sinceNanos} is still known. */
  synchronized boolean covers(long sinceNanos) {
    return sinceNanos > forgottenNanos;
  }

  synchronized @Nullable Head of(UUID ns) {
    return heads.get(ns);
  }
}
