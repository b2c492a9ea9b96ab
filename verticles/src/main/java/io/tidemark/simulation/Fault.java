package io.tidemark.simulation;

/** What goes wrong. Each run draws which of these it knows. */
enum Fault {
  /** Connections end; both ends are told, sooner or later. */
  CUT,
  /** Connections go silent; neither end is told. */
  HALF_OPEN,
  /** Devices read slowly, or not at all for a while. */
  SLOW_DEVICE,
  /** A device's program ends; what it had written to its disk is still there. */
  DEVICE_RESTART,
  NODE_KILLED,
  /** A node stands still and then goes on, as if no time had passed. */
  NODE_PAUSED,
  /** A node's wall clock is set. */
  CLOCK_JUMP,
  REDIS_AWAY,
  REDIS_FLUSHED,
  KAFKA_AWAY,
  POSTGRES_AWAY,
  /** Single reads fail. */
  READ_FAILS,
  /** A node reads records again that it had read. */
  TAIL_REPEATS,
  /** Records that a node never sees. */
  TAIL_SKIPS,
  /** The relay begins anew and repeats a little. */
  RELAY_RESTART,
  MEMBERSHIP,
  EXPIRY,
  /** A journal is replaced by an older state of itself. */
  EPOCH,
  /** Old history goes. */
  PRUNED,
  /** Owners mute folders, and change their windows and bounds. */
  SETTINGS
}
