package io.tidemark.session;

import io.tidemark.flow.Membership;
import io.tidemark.protocol.NamespaceInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What has to be known between a device's hello and its welcome: its namespaces with their heads,
 * and what it has.
 *
 * @param certain whether the heads are what the database had at this moment; otherwise they may be
 *     a little old
 * @param sinceNanos before the heads were read
 */
public record Greeting(
    List<Membership> namespaces, StartingPoint start, boolean certain, long sinceNanos) {

  /** The namespaces as the device is to see them: with what it has. */
  public List<NamespaceInfo> forDevice() {
    List<NamespaceInfo> shown = new ArrayList<>(namespaces.size());
    for (Membership membership : namespaces) {
      boolean fits = start.resetReason(membership) == null;
      shown.add(membership.info(fits ? start.watermark(membership) : 0));
    }
    return shown;
  }

  /** Whether the device has something that is beyond these namespaces. */
  boolean hasDoubts() {
    if (certain) {
      return false;
    }
    for (Membership membership : namespaces) {
      if (start.resetReason(membership) != null) {
        return true;
      }
    }
    return false;
  }

  Map<UUID, Membership> byId() {
    Map<UUID, Membership> byId = HashMap.newHashMap(namespaces.size());
    namespaces.forEach(membership -> byId.put(membership.ns(), membership));
    return byId;
  }
}
