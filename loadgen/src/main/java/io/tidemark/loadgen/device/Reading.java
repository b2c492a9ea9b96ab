package io.tidemark.loadgen.device;

/** How fast a device takes what the hub sends it. */
public enum Reading {
  /** As fast as it comes. */
  ALL,
  /** One byte a second, once it has caught up. */
  TRICKLE,
  /** Nothing, once it has caught up. */
  NOTHING
}
