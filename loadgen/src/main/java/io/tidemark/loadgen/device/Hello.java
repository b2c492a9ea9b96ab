package io.tidemark.loadgen.device;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a device begins a connection.
 *
 * @param watermarks what it has; empty for a device that has nothing yet
 * @param cursor the same as the hub gave it; null for none
 */
record Hello(String device, Map<UUID, Long> watermarks, @Nullable String cursor) {}
