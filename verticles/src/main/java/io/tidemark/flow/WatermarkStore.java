package io.tidemark.flow;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Remembers, for devices that do not say it themselves, how far each is in each namespace; and of
 * all, when they were seen last.
 */
public interface WatermarkStore {

  /**
   * Notes that {@code device} has applied {@code ns} up to there; an earlier one than is known
   * changes nothing. Returns at once: it is written with many others, and dropped (and counted)
   * when too many wait. From any thread.
   */
  void put(DeviceName device, UUID ns, Watermark watermark);

  /** Notes that the device is there, or is not there any more; otherwise as {@link #put}. */
  void seen(DeviceName device, DevicePresence presence);

  /** What is known of {@code device}, including what waits to be written; empty if nothing is. */
  Future<Map<UUID, Watermark>> get(DeviceName device);

  /** The devices of some users and how far they are in {@code ns}, in the order of the users. */
  Future<List<DeviceState>> devices(UUID ns, List<String> users);

  /**
   * The user is no member of {@code ns} any more: what is known of any of their devices there goes.
   * Returns at once. Nothing depends on its being done, for a {@link Watermark} says what it is
   * about.
   */
  void forget(String user, UUID ns);

  /** Done when all that was put or forgotten before is written, or could not be. */
  Future<Void> flush();
}
