package io.tidemark.gateway;

import io.tidemark.flow.EncodedDelta;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.ServerFrame;

/** All that differs between the ways to reach a device. Only its event loop calls it. */
interface DeviceTransport {

  /**
   * Whether the socket takes more now; when it does again, {@link Connection#drained} is called.
   */
  boolean writable();

  /** Writes the shared bytes of a delta. */
  void push(EncodedDelta delta);

  void send(ServerFrame frame);

  /** Shows the device, and whatever is in between, that the connection lives. */
  void heartbeat();

  /** Whether a device that lives is heard of after a heartbeat. */
  boolean answersHeartbeats();

  /**
   * Whether the device keeps its place by cursors that stand on frames, so that it needs one now
   * and then.
   */
  boolean needsCursors();

  /** Says why, and ends the connection in order. */
  void close(CloseCode code, String message);

  /** Ends the connection whether or not the device still listens. */
  void abort();
}
