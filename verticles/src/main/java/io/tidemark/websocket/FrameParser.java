package io.tidemark.websocket;

import io.tidemark.protocol.CloseCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one client (RFC 6455, 5), however its bytes are cut: unmasks, joins
 * fragments, checks UTF-8, and refuses what breaks a rule. Text is all that a device may say.
 *
 * <p>Between messages it holds no buffer. A frame that announces many bytes gets room for those
 * that have come, so that an announcement costs the hub nothing.
 */
public final class FrameParser {
  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0f;
  private static final int MASKED = 0x80;
  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xa;
  static final int CONTROL_BYTES_MAX = 125;
  private static final int LENGTH_IN_SHORT = 126;
  private static final int SHORT_MAX = 0xffff;
  private static final int BYTE = 0xff;
  private static final char UNREADABLE = '\ufffd';

  private enum Stage {
    FIRST_BYTE,
    SECOND_BYTE,
    LENGTH,
    MASK,
    PAYLOAD,
    /** Nothing is read any more. */
    OVER
  }

  private final int messageBytesMax;
  private Stage stage = Stage.FIRST_BYTE;
  private int first;

  /** Bytes of the length or the mask that are still to come. */
  private int wanted;

  /** Bytes of the payload that are still to come. */
  private long left;

  private int mask;

  /** Bytes of this frame's payload that have come, of which the last two bits choose the mask. */
  private int unmasked;

  private boolean fragmented;
  private byte @Nullable [] message;
  private int messageBytes;
  private byte @Nullable [] control;

  /**
   * @param messageBytesMax of one message, over all its fragments
   */
  public FrameParser(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /** Reads all that is in {@code bytes}. */
  public void read(ByteBuffer bytes, FrameSink sink) {
    while (bytes.hasRemaining() && stage != Stage.OVER) {
      switch (stage) {
        case FIRST_BYTE -> firstByte(bytes.get() & BYTE, sink);
        case SECOND_BYTE -> secondByte(bytes.get() & BYTE, sink);
        case LENGTH -> {
          left = (left << Byte.SIZE) | (bytes.get() & BYTE);
          if (--wanted == 0) {
            longLength(sink);
          }
        }
        case MASK -> {
          mask = (mask << Byte.SIZE) | (bytes.get() & BYTE);
          if (--wanted == 0) {
            beginPayload(sink);
          }
        }
        case PAYLOAD -> payload(bytes, sink);
        case OVER -> {}
      }
    }
    if (stage == Stage.OVER) {
      bytes.position(bytes.limit());
    }
  }

  /** Reads nothing any more, and lets go of what was read of a message. */
  public void stop() {
    stage = Stage.OVER;
    message = null;
    control = null;
  }

  /** What it holds of a message that is not complete. */
  int heldBytes() {
    return (message == null ? 0 : message.length) + (control == null ? 0 : control.length);
  }

  private void firstByte(int read, FrameSink sink) {
    first = read;
    if ((read & RESERVED) != 0) {
      refuse(sink, "reserved bits in a frame; no extension was agreed on");
      return;
    }
    boolean last = (read & FINAL) != 0;
    String broken =
        switch (read & OPCODE) {
          case CONTINUATION -> fragmented ? null : "a continuation of nothing";
          case TEXT -> fragmented ? "a new message within a fragmented one" : null;
          case BINARY -> "binary frame; expected text frames of JSON";
          case CLOSE, PING, PONG -> last ? null : "a control frame in fragments";
          default -> "a frame with opcode " + (read & OPCODE) + ", which means nothing";
        };
    if (broken != null) {
      refuse(sink, broken);
      return;
    }
    stage = Stage.SECOND_BYTE;
  }

  private boolean isControl() {
    return (first & CLOSE) != 0;
  }

  private void secondByte(int read, FrameSink sink) {
    if ((read & MASKED) == 0) {
      refuse(sink, "an unmasked frame; a client masks all it sends");
      return;
    }
    int length = read & ~MASKED;
    left = 0;
    if (length < LENGTH_IN_SHORT) {
      left = length;
      known(sink);
    } else if (isControl()) {
      refuse(sink, "a control frame of more than " + CONTROL_BYTES_MAX + " bytes");
    } else {
      wanted = length == LENGTH_IN_SHORT ? Short.BYTES : Long.BYTES;
      unmasked = wanted;
      stage = Stage.LENGTH;
    }
  }

  private void longLength(FrameSink sink) {
    boolean shortForm = unmasked == Short.BYTES;
    if (left < 0 || left < LENGTH_IN_SHORT || (!shortForm && left <= SHORT_MAX)) {
      refuse(sink, "a length of " + Long.toUnsignedString(left) + " in more bytes than it takes");
    } else {
      known(sink);
    }
  }

  private void known(FrameSink sink) {
    if (!isControl() && left > messageBytesMax - messageBytes) {
      stop();
      sink.refused(
          CloseCode.FRAME_TOO_LARGE,
          "frame of %d bytes or more; at most %d are allowed"
              .formatted(messageBytes + left, messageBytesMax));
      return;
    }
    mask = 0;
    wanted = Integer.BYTES;
    stage = Stage.MASK;
  }

  private void beginPayload(FrameSink sink) {
    unmasked = 0;
    stage = Stage.PAYLOAD;
    if (isControl()) {
      control = new byte[(int) left];
    }
    if (left == 0) {
      finished(sink);
    }
  }

  private void payload(ByteBuffer bytes, FrameSink sink) {
    int count = (int) Math.min(left, bytes.remaining());
    byte[] target;
    int at;
    if (control != null) {
      target = control;
      at = unmasked;
    } else {
      target = room(count);
      at = messageBytes;
      messageBytes += count;
    }
    bytes.get(target, at, count);
    for (int index = 0; index < count; index++) {
      int shift = Integer.SIZE - Byte.SIZE - Byte.SIZE * ((unmasked + index) & 3);
      target[at + index] ^= (byte) (mask >>> shift);
    }
    unmasked += count;
    left -= count;
    if (left == 0) {
      finished(sink);
    }
  }

  /** The message's bytes, with room for so many more of the {@code left}. */
  private byte[] room(int count) {
    byte[] known = message;
    int needed = messageBytes + count;
    if (known == null) {
      known = new byte[needed];
    } else if (known.length < needed) {
      long most = messageBytes + left;
      known = Arrays.copyOf(known, (int) Math.min(most, Math.max(needed, 2L * known.length)));
    }
    message = known;
    return known;
  }

  private void finished(FrameSink sink) {
    stage = Stage.FIRST_BYTE;
    byte[] payload = control;
    if (payload != null) {
      control = null;
      switch (first & OPCODE) {
        case PING -> sink.ping(payload);
        case PONG -> sink.pong();
        default -> close(payload, sink);
      }
      return;
    }
    fragmented = (first & FINAL) == 0;
    if (!fragmented) {
      byte[] whole = message == null ? new byte[0] : message;
      int length = messageBytes;
      message = null;
      messageBytes = 0;
      String text = utf8(whole, 0, length);
      if (text == null) {
        refuse(sink, "text frame that is not UTF-8");
      } else {
        sink.text(text);
      }
    }
  }

  private void close(byte[] payload, FrameSink sink) {
    if (payload.length == 0) {
      stop();
      sink.closed(FrameSink.NO_STATUS, "");
      return;
    }
    int status = payload.length < 2 ? 0 : ((payload[0] & BYTE) << Byte.SIZE) | (payload[1] & BYTE);
    String reason = utf8(payload, Math.min(2, payload.length), payload.length);
    if (!mayBeSent(status)) {
      refuse(sink, "a close with status " + status + ", which nobody may send");
    } else if (reason == null) {
      refuse(sink, "a close whose reason is not UTF-8");
    } else {
      stop();
      sink.closed(status, reason);
    }
  }

  /** RFC 6455, 7.4, and what was registered since. */
  private static boolean mayBeSent(int status) {
    return (status >= 1000 && status <= 1003)
        || (status >= 1007 && status <= 1014)
        || (status >= 3000 && status <= 4999);
  }

  private void refuse(FrameSink sink, String why) {
    stop();
    sink.refused(CloseCode.MALFORMED, why);
  }

  /** Null if it is not UTF-8. */
  private static @Nullable String utf8(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf(UNREADABLE) < 0) {
      return text;
    }
    // Either somebody wrote that character, or it stands for what is no character.
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
