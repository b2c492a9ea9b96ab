package io.tidemark.gateway;

/** A connection that has become a WebSocket, and of which it is not yet known whose it is. */
interface UpgradedSocket {

  boolean isClosed();

  /** The way to its device; asked for once. */
  DeviceTransport transport(long session);

  /** From now on what the device sends is heard, and what it has sent so far. */
  void begin(Connection connection, DeviceFrames frames);

  /** Its device is not let in: nothing that it sends is read, and it is given little time. */
  void turnAway();
}
