package io.tidemark.gateway;

import io.tidemark.flow.DevicePresence;
import io.tidemark.protocol.CloseCode;
import io.tidemark.session.DeviceOutlet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that differs between the ways to reach a device. Only its event loop calls it; when the
 * socket takes more again, it calls {@link Connection#drained}.
 */
interface DeviceTransport extends DeviceOutlet {

  /** What others are to know of the device when it comes, stays or goes. */
  DevicePresence presence(DevicePresence.Kind kind, String session);

  /** The device keeps cursors: from now on it gets one now and then. */
  default void giveCursors() {}

  /** Shows the device, and whatever is in between, that the connection lives. */
  void heartbeat();

  /** Whether a device that lives is heard of after a heartbeat. */
  boolean answersHeartbeats();

  /**
   * The place among the user's connections: of two that want the same one, the earlier ends.
   *
   * @param device null where it is not known
   */
  default String seat(@Nullable String device) {
    return Objects.requireNonNull(device);
  }

  /** Whether what the device says that it has is worth remembering. */
  default boolean remembered() {
    return true;
  }

  /** Whether a device can be told another place to go to. */
  default boolean takesUrls() {
    return true;
  }

  /** Says why, and ends the connection in order. */
  void close(CloseCode code, String message);

  /** Ends the connection whether or not the device still listens. */
  void abort();
}
