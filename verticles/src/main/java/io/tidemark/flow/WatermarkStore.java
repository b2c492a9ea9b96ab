package io.tidemark.flow;

import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;

/** How far each device has applied each namespace. Advisory: the device's own word wins. */
public interface WatermarkStore {

  /** Remembers {@code seq} unless a higher one is known. Returns at once; written in batches. */
  void put(String user, String device, UUID ns, long seq);

  /** What is known of a device; empty if nothing is. */
  Future<Map<UUID, Long>> get(String user, String device);

  /** Completes when everything that was put before is written. */
  Future<Void> flush();
}
