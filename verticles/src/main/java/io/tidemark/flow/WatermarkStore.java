package io.tidemark.flow;

import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;

/** Remembers, for devices that do not say it themselves, how far each is in each namespace. */
public interface WatermarkStore {

  /**
   * Notes that {@code device} has applied {@code ns} up to {@code seq}; a lower one than is known
   * changes nothing. Returns at once: it is written with many others, and dropped (and counted)
   * when too many wait. From any thread.
   */
  void put(String user, String device, UUID ns, long seq);

  /** What is known of {@code device}, including what waits to be written; empty if nothing is. */
  Future<Map<UUID, Long>> get(String user, String device);

  /** Done when all that was put before is written, or could not be. */
  Future<Void> flush();
}
