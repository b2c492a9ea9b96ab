package io.tidemark.session;

import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.ResetReason;

/** What a {@link Delivery} asks of the event loop that it runs on. */
public interface DeliveryHost {

  /**
   * The device is owed something. When it is its turn, {@link Delivery#beginRead} says what to
   * read; the answer goes to {@link Delivery#readAnswered} or {@link Delivery#readFailed}, and
   * {@link Delivery#pump} is called after that.
   */
  void wantsRead(Delivery delivery);

  /** Reading brought nothing: {@link Delivery#retry} is to be called after a moment. */
  void retryLater(Delivery delivery);

  /** {@link Delivery#sendCursor} is to be called after a moment, once for many deltas. */
  void cursorLater(Delivery delivery);

  /** The cursor as it goes over the wire. */
  String encode(Cursor cursor);

  /**
   * A delta was read for one device.
   *
   * @param entries by how many the device advanced
   * @param live whether it fell behind while live, so that the delta stands for pushes
   */
  void caughtUp(long entries, boolean live);

  /** A device was told to take a snapshot. */
  void wasReset(ResetReason reason);
}
