package io.tidemark.loadgen.peer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a hub sends on one connection, in pieces of any size, with some deltas spoiled. Only
 * WebSockets are understood; everything else passes as it is, and so does a WebSocket whose frames
 * are compressed.
 */
final class Tampering {
  private static final byte[] NOTHING = {};
  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UPGRADED = "HTTP/1.1 101".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DELTA = "\"type\":\"delta\"".getBytes(StandardCharsets.US_ASCII);
  private static final int WHOLE_TEXT = 0x81;

  /** A head or frame that is longer is passed on unread. */
  private static final int MOST = 16 << 20;

  private enum State {
    HEAD,
    FRAMES,
    UNREAD
  }

  private final Harm harm;
  private State state = State.HEAD;
  private byte[] rest = NOTHING;
  private byte[] held = NOTHING;

  Tampering(Harm harm) {
    this.harm = harm;
  }

  /**
   * @return what goes on to the device now
   */
  byte[] pass(byte[] piece) {
    if (state == State.UNREAD) {
      return piece;
    }
    byte[] bytes = Arrays.copyOf(rest, rest.length + piece.length);
    System.arraycopy(piece, 0, bytes, rest.length, piece.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    int at = 0;
    if (state == State.HEAD) {
      int end = indexOf(bytes, HEAD_END, 0, bytes.length);
      if (end >= 0) {
        at = end + HEAD_END.length;
        out.write(bytes, 0, at);
        state = indexOf(bytes, UPGRADED, 0, UPGRADED.length) == 0 ? State.FRAMES : State.UNREAD;
      }
    }
    if (state == State.FRAMES) {
      at = frames(bytes, at, out);
    }
    if (state == State.UNREAD || bytes.length - at > MOST) {
      out.write(bytes, at, bytes.length - at);
      at = bytes.length;
      state = State.UNREAD;
    }
    rest = Arrays.copyOfRange(bytes, at, bytes.length);
    return out.toByteArray();
  }

  private int frames(byte[] bytes, int from, ByteArrayOutputStream out) {
    int at = from;
    while (bytes.length - at >= 2) {
      int announced = bytes[at + 1] & 0x7f;
      int head = announced == 126 ? 4 : announced == 127 ? 10 : 2;
      if (bytes.length - at < head) {
        return at;
      }
      long length =
          switch (head) {
            case 4 -> ByteBuffer.wrap(bytes).getShort(at + 2) & 0xffff;
            case 10 -> ByteBuffer.wrap(bytes).getLong(at + 2);
            default -> announced;
          };
      if (length < 0 || length > MOST) {
        state = State.UNREAD;
        return at;
      }
      int end = at + head + (int) length;
      if (bytes.length < end) {
        return at;
      }
      frame(bytes, at, at + head, end, out);
      at = end;
    }
    return at;
  }

  private void frame(byte[] bytes, int from, int payload, int to, ByteArrayOutputStream out) {
    boolean delta = (bytes[from] & 0xff) == WHOLE_TEXT && indexOf(bytes, DELTA, payload, to) >= 0;
    boolean spoiled = delta && held.length == 0 && harm.strikes();
    if (spoiled && harm.kind() == Harm.Kind.SWAP) {
      held = Arrays.copyOfRange(bytes, from, to);
      return;
    }
    if (!spoiled || harm.kind() != Harm.Kind.DROP) {
      out.write(bytes, from, to - from);
    }
    if (spoiled && harm.kind() == Harm.Kind.REPEAT) {
      out.write(bytes, from, to - from);
    }
    if (delta && held.length > 0) {
      out.writeBytes(held);
      held = NOTHING;
    }
  }

  private static int indexOf(byte[] bytes, byte[] wanted, int from, int to) {
    for (int at = from; at <= Math.min(to, bytes.length) - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}
