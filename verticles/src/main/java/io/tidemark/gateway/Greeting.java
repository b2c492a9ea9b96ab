package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.protocol.NamespaceInfo;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known between a device's hello and its welcome: its namespaces with their heads,
 * and what it has.
 *
 * @param sinceNanos before the heads were read
 */
record Greeting(List<NamespaceInfo> namespaces, StartingPoint start, long sinceNanos) {

  /**
   * @param said what the device said it has; null if it said nothing
   */
  static Future<Greeting> prepare(
      GatewayNode node, Caller caller, String device, @Nullable StartingPoint said) {
    Future<StartingPoint> start =
        said != null
            ? Future.succeededFuture(said)
            : node.watermarks()
                .get(caller.user(), device)
                .map(seqs -> (StartingPoint) new StartingPoint.Remembered(seqs));
    return node.admit()
        .apply(caller)
        .compose(_ -> start)
        .compose(from -> read(node, caller.userId(), from));
  }

  /** The user's namespaces as they are now. */
  static Future<Greeting> read(GatewayNode node, UUID userId, StartingPoint start) {
    long sinceNanos = System.nanoTime();
    return node.namespaces()
        .apply(userId)
        .map(namespaces -> new Greeting(namespaces, start, sinceNanos));
  }

  /** The namespaces as the device is to see them: with what it has. */
  List<NamespaceInfo> forDevice() {
    List<NamespaceInfo> shown = new ArrayList<>(namespaces.size());
    for (NamespaceInfo info : namespaces) {
      shown.add(seen(info, start.needsReset(info) ? 0 : start.watermark(info)));
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
