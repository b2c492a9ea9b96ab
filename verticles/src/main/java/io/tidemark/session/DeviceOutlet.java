package io.tidemark.session;

import io.tidemark.flow.EncodedDelta;
import io.tidemark.protocol.ServerFrame;

/** The way to one device, as far as what it is sent is concerned. */
public interface DeviceOutlet {

  /** Whether the device takes more now; once it does again, {@link Delivery#pump} is called. */
  boolean writable();

  /** Sends the shared bytes of a delta. */
  void push(EncodedDelta delta);

  void send(ServerFrame frame);

  /** How many bytes wait in the socket's queue, as far as that can be seen. */
  default long queuedBytes() {
    return 0;
  }

  /**
   * The device is owed something.
   *
   * @return whether that is all that the device wanted to know: it reads by itself
   */
  default boolean owes() {
    return false;
  }

  /**
   * Whether the device keeps its place by cursors that stand on frames, so that it needs one now
   * and then.
   */
  boolean needsCursors();
}
