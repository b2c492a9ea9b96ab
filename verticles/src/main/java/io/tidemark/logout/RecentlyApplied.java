package io.tidemark.logout;

import io.tidemark.flow.Revocation;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells revocations that are new to this node from those that it reads once more. */
final class RecentlyApplied {
  private final int limit;

  private record Key(String user, String device) {}

  private final Map<Key, Long> applied = new LinkedHashMap<>();

  /**
   * @param limit how many are remembered; of more, the oldest are forgotten and would be new again
   */
  RecentlyApplied(int limit) {
    this.limit = limit;
  }

  /** Whether it is new; from now on it is not. */
  boolean isNew(Revocation revocation) {
    String device = revocation.device();
    Key key = new Key(revocation.user(), device == null ? "" : device);
    Long before = applied.get(key);
    if (before != null && before >= revocation.notBeforeMillis()) {
      return false;
    }
    applied.remove(key);
    applied.put(key, revocation.notBeforeMillis());
    if (applied.size() > limit) {
      applied.remove(applied.keySet().iterator().next());
    }
    return true;
  }
}
