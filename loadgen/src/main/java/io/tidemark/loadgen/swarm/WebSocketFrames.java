package io.tidemark.loadgen.swarm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a WebSocket's bytes: as much of RFC 6455 as a device needs. */
final class WebSocketFrames extends FrameReader {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int MOST = 16 << 20;

  private byte @Nullable [] fragments;

  @Override
  int welcomeStatus() {
    return SWITCHING_PROTOCOLS;
  }

  @Override
  int frames(byte[] bytes, int from, int to, FrameSink sink) {
    int at = from;
    while (to - at >= 2) {
      int announced = bytes[at + 1] & 0xff;
      int head = announced == 126 ? 4 : announced == 127 ? 10 : 2;
      if (to - at < head) {
        return at;
      }
      long length =
          switch (head) {
            case 4 -> ByteBuffer.wrap(bytes).getShort(at + 2) & 0xffff;
            case 10 -> ByteBuffer.wrap(bytes).getLong(at + 2);
            default -> announced;
          };
      if (announced > 127 || length < 0 || length > MOST) {
        sink.ended(0, "unreadable: a masked frame, or one of more than " + MOST + " bytes");
        return to;
      }
      if (to - at < head + length) {
        return at;
      }
      int start = at + head;
      at = start + (int) length;
      frame(bytes[start - head], bytes, start, at, sink);
    }
    return at;
  }

  private void frame(byte first, byte[] bytes, int from, int to, FrameSink sink) {
    boolean last = first < 0;
    switch (first & 0x0f) {
      case TEXT, CONTINUATION -> {
        byte[] before = fragments;
        if (last && before == null) {
          sink.frame(bytes, from, to);
          return;
        }
        int known = before == null ? 0 : before.length;
        byte[] all =
            before == null ? new byte[to - from] : Arrays.copyOf(before, known + to - from);
        System.arraycopy(bytes, from, all, known, to - from);
        fragments = last ? null : all;
        if (last) {
          sink.frame(all, 0, all.length);
        }
      }
      case PING -> sink.ping(Arrays.copyOfRange(bytes, from, to));
      case PONG -> {}
      case CLOSE -> {
        int code = to - from >= 2 ? ByteBuffer.wrap(bytes).getShort(from) & 0xffff : 0;
        int reason = Math.min(to, from + 2);
        sink.ended(code, new String(bytes, reason, to - reason, StandardCharsets.UTF_8));
      }
      default -> sink.ended(0, "unreadable: a frame with opcode " + (first & 0x0f));
    }
  }
}
