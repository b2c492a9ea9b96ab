package io.tidemark.catchup;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Watermarks that wait to be written, the highest of each device and namespace. For one thread at a
 * time.
 */
final class PendingWatermarks {
  private final int limit;
  private final Map<Device, Map<UUID, Long>> byDevice = new LinkedHashMap<>();
  private int count;

  record Device(String user, String device) {}

  /**
   * @param limit how many (device, namespace) there may be
   */
  PendingWatermarks(int limit) {
    this.limit = limit;
  }

  /** Returns false if there is no room for it. */
  boolean raise(Device device, UUID ns, long seq) {
    Map<UUID, Long> seqs = byDevice.get(device);
    boolean isNew = seqs == null || !seqs.containsKey(ns);
    if (isNew && count >= limit) {
      return false;
    }
    if (isNew) {
      count++;
    }
    byDevice.computeIfAbsent(device, _ -> new HashMap<>(2)).merge(ns, seq, Math::max);
    return true;
  }

  /** What waits for one device. */
  Map<UUID, Long> of(Device device) {
    return byDevice.getOrDefault(device, Map.of());
  }

  Map<Device, Map<UUID, Long>> all() {
    return byDevice;
  }

  int count() {
    return count;
  }
}
