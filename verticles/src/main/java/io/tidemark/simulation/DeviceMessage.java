package io.tidemark.simulation;

import io.tidemark.session.StartingPoint;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a device says. */
sealed interface DeviceMessage {

  /**
   * @param said what it has; null to have the hub remember
   */
  record Hello(SimDevice device, @Nullable StartingPoint said) implements DeviceMessage {}

  record Ack(Map<UUID, Long> watermarks) implements DeviceMessage {}

  record Ping() implements DeviceMessage {}

  /** The device's end is closed. */
  record Bye() implements DeviceMessage {}
}
