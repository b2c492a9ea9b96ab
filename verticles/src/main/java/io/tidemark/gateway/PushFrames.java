package io.tidemark.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidemark.flow.DeltaFormat;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.websocket.SocketTurn;
import org.jspecify.annotations.Nullable;

/**
 * The delta that one event loop is just sending, as a ready frame in native memory: copied there
 * once for all of the loop's sockets, which would otherwise copy it once each.
 */
final class PushFrames {
  private final SocketTurn turn;
  private @Nullable EncodedDelta delta;
  private @Nullable ByteBuf @Nullable [] bySlot;

  PushFrames(SocketTurn turn) {
    this.turn = turn;
    turn.atEnd(this::release);
  }

  /** The frame for one more socket, to be released by whoever writes it. */
  ByteBuf of(EncodedDelta pushed, int slot, ByteBufAllocator allocator) {
    @Nullable ByteBuf[] known = bySlot;
    if (known == null || pushed != delta) {
      release();
      known = new @Nullable ByteBuf[pushed.slots().slots()];
      delta = pushed;
      bySlot = known;
      turn.endLater();
    }
    ByteBuf frame = known[slot];
    if (frame == null) {
      byte[] bytes = pushed.bytes(DeltaFormat.WEB_SOCKET, slot);
      frame = allocator.directBuffer(bytes.length).writeBytes(bytes);
      known[slot] = frame;
    }
    return frame.retainedDuplicate();
  }

  private void release() {
    if (bySlot != null) {
      for (ByteBuf frame : bySlot) {
        if (frame != null) {
          frame.release();
        }
      }
    }
    bySlot = null;
    delta = null;
  }
}
