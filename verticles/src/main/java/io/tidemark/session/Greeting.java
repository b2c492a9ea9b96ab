package io.tidemark.session;

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
 * @param sinceNanos before the heads were read
 */
public record Greeting(List<NamespaceInfo> namespaces, StartingPoint start, long sinceNanos) {

  /** The namespaces as the device is to see them: with what it has. */
  public List<NamespaceInfo> forDevice() {
    List<NamespaceInfo> shown = new ArrayList<>(namespaces.size());
    for (NamespaceInfo info : namespaces) {
      shown.add(seen(info, start.resetReason(info) == null ? start.watermark(info) : 0));
    }
    return shown;
  }

  /** A namespace as a device sees it that has everything up to {@code watermark}. */
  static NamespaceInfo seen(NamespaceInfo info, long watermark) {
    return new NamespaceInfo(
        info.ns(), info.kind(), info.name(), info.role(), info.epoch(), info.head(), watermark);
  }

  Map<UUID, NamespaceInfo> byId() {
    Map<UUID, NamespaceInfo> byId = HashMap.newHashMap(namespaces.size());
    namespaces.forEach(info -> byId.put(info.ns(), info));
    return byId;
  }
}
