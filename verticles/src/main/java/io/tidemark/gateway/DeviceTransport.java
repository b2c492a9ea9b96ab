package io.tidemark.gateway;

import io.tidemark.protocol.CloseCode;
import io.tidemark.session.DeviceOutlet;

/**
 * All that differs between the ways to reach a device. Only its event loop calls it; when the
 * socket takes more again, it calls {@link Connection#drained}.
 */
interface DeviceTransport extends DeviceOutlet {

  /** Shows the device, and whatever is in between, that the connection lives. */
  void heartbeat();

  /** Whether a device that lives is heard of after a heartbeat. */
  boolean answersHeartbeats();

  /** Says why, and ends the connection in order. */
  void close(CloseCode code, String message);

  /** Ends the connection whether or not the device still listens. */
  void abort();
}
