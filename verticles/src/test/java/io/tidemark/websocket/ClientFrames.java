package io.tidemark.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Frames as a client sends them, made without the code under test. */
final class ClientFrames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private ClientFrames() {}

  static byte[] text(String text) {
    return frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8), 0x37fa213d);
  }

  static byte[] close(int status) {
    return frame(true, CLOSE, new byte[] {(byte) (status >> 8), (byte) status}, 7);
  }

  static byte[] frame(boolean last, int opcode, byte[] payload, int mask) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((last ? 0x80 : 0) | opcode);
    int length = payload.length;
    if (length < 126) {
      out.write(0x80 | length);
    } else if (length < 65_536) {
      out.write(0x80 | 126);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >> shift));
      }
    }
    byte[] key = {(byte) (mask >> 24), (byte) (mask >> 16), (byte) (mask >> 8), (byte) mask};
    out.writeBytes(key);
    for (int index = 0; index < length; index++) {
      out.write(payload[index] ^ key[index % 4]);
    }
    return out.toByteArray();
  }

  /** A message in fragments, with pings and pongs between them. */
  static void message(ByteArrayOutputStream out, byte[] payload, Random random) {
    int from = 0;
    boolean first = true;
    while (true) {
      boolean last = random.nextInt(3) > 0;
      int to = last ? payload.length : from + random.nextInt(payload.length - from + 1);
      byte[] part = java.util.Arrays.copyOfRange(payload, from, to);
      out.writeBytes(frame(last, first ? TEXT : CONTINUATION, part, random.nextInt()));
      if (last) {
        return;
      }
      first = false;
      from = to;
      if (random.nextInt(4) == 0) {
        byte[] control = new byte[random.nextInt(126)];
        random.nextBytes(control);
        out.writeBytes(frame(true, random.nextBoolean() ? PING : PONG, control, random.nextInt()));
      }
    }
  }
}
