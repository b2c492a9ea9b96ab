package io.tidemark.flow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Puts bytes into what a WebSocket (RFC 6455, 7692) or a chunked answer (RFC 9112) sends. */
public final class Framing {
  private static final byte[] LINE_END = ascii("\r\n");
  private static final int FINAL = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int TEXT = 0x1;
  private static final int LENGTH_IN_SHORT = 126;
  private static final int LENGTH_IN_LONG = 127;
  private static final int SHORT_MAX = 0xffff;

  /** What a flush ends with, and the receiver adds again. */
  private static final int FLUSH_BYTES = 4;

  private static final int DEFLATE_LEVEL = 6;

  private Framing() {}

  /** A server's text frame. */
  public static byte[] textFrame(byte[] payload) {
    return joined(header(FINAL | TEXT, payload.length), payload, new byte[0]);
  }

  /** What stands before the payload of a server's text frame. */
  public static byte[] textHeader(int length) {
    return header(FINAL | TEXT, length);
  }

  /**
   * A server's text frame whose payload is compressed, without a context from earlier frames.
   *
   * @param payload not empty
   */
  public static byte[] deflatedTextFrame(byte[] payload) {
    try (Deflater deflater = new Deflater(DEFLATE_LEVEL, true)) {
      deflater.setInput(payload);
      byte[] deflated = new byte[payload.length + payload.length / 8 + 64];
      int length = 0;
      while (true) {
        int added =
            deflater.deflate(deflated, length, deflated.length - length, Deflater.SYNC_FLUSH);
        length += added;
        if (length < deflated.length) {
          break;
        }
        deflated = Arrays.copyOf(deflated, deflated.length * 2);
      }
      length -= FLUSH_BYTES;
      byte[] header = header(FINAL | COMPRESSED | TEXT, length);
      return joined(header, Arrays.copyOf(deflated, length), new byte[0]);
    }
  }

  /** A server's control frame, which is never longer than 125 bytes. */
  public static byte[] controlFrame(int opcode, byte[] payload) {
    return joined(header(FINAL | opcode, payload.length), payload, new byte[0]);
  }

  /** A chunk of an answer of unknown length. */
  public static byte[] chunk(byte[] data) {
    return joined(ascii(Integer.toHexString(data.length) + "\r\n"), data, LINE_END);
  }

  private static byte[] header(int first, int length) {
    if (length < LENGTH_IN_SHORT) {
      return new byte[] {(byte) first, (byte) length};
    }
    if (length <= SHORT_MAX) {
      return new byte[] {
        (byte) first, (byte) LENGTH_IN_SHORT, (byte) (length >>> Byte.SIZE), (byte) length
      };
    }
    byte[] header = new byte[2 + Long.BYTES];
    header[0] = (byte) first;
    header[1] = (byte) LENGTH_IN_LONG;
    for (int index = 0; index < Integer.BYTES; index++) {
      header[header.length - 1 - index] = (byte) (length >>> (index * Byte.SIZE));
    }
    return header;
  }

  static byte[] joined(byte[] head, byte[] body, byte[] tail) {
    byte[] whole = new byte[head.length + body.length + tail.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    System.arraycopy(tail, 0, whole, head.length + body.length, tail.length);
    return whole;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
