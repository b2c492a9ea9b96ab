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
  record Head(int epoch, long seq, long seenMillis) {}

  private final int limit;
  private final LinkedHashMap<UUID, Head> heads = new LinkedHashMap<>();
  private long forgottenMillis;

  /**
   * @param nowMillis what passed before is unknown
   */
  RecentHeads(int limit, long nowMillis) {
    this.limit = limit;
    this.forgottenMillis = nowMillis;
  }

  synchronized void note(FolderChange change, long nowMillis) {
    heads.remove(change.ns());
    heads.put(change.ns(), new Head(change.epoch(), change.to(), nowMillis));
    if (heads.size() > limit) {
      Iterator<Map.Entry<UUID, Head>> eldest = heads.entrySet().iterator();
      forgottenMillis = Math.max(forgottenMillis, eldest.next().getValue().seenMillis());
      eldest.remove();
    }
  }

  /** Whether everything that passed after {@code sinceMillis} is still known. */
  synchronized boolean covers(long sinceMillis) {
    return sinceMillis > forgottenMillis;
  }

  synchronized @Nullable Head of(UUID ns) {
    return heads.get(ns);
  }
}
