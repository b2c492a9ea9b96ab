package io.tidemark.loadgen.device;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/** How many bytes a socket takes at once; may be changed while it is open. */
final class ReadPace extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int MUCH = 16_384;

  private volatile int bytes = MUCH;

  void slow() {
    bytes = 1;
    maxMessagesPerRead(1);
  }

  void quick() {
    bytes = MUCH;
    maxMessagesPerRead(16);
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's only way to say how much is read at once.
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return bytes;
      }
    };
  }
}
