package io.tidemark.loadgen.device;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a device begins a connection.
 *
 * @param watermarks what it has; empty for a device that has nothing yet
 * @param cursor the same as the hub gave it; null for none
 * @param elsewhere where the hub sent it; null for the usual place
 */
record Hello(
    String device, Map<UUID, Long> watermarks, @Nullable String cursor, @Nullable URI elsewhere) {
  Hello(String device, Map<UUID, Long> watermarks, @Nullable String cursor) {
    this(device, watermarks, cursor, null);
  }

  /** Where to connect to. */
  URI hub(URI usual) {
    URI sent = elsewhere;
    return sent == null ? usual : sent;
  }
}
