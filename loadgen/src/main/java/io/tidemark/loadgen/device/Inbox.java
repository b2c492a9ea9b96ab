package io.tidemark.loadgen.device;

import java.util.Arrays;

/** Bytes that have come and are not read yet. Holds no memory while it is empty. */
final class Inbox {
  private static final byte[] NONE = {};

  /** No head, chunk or frame of a hub is larger. */
  private static final int MOST = 16 << 20;

  private byte[] bytes = NONE;
  private int start;
  private int end;

  void add(byte[] more) {
    int size = size();
    if (size + more.length > MOST) {
      throw new IllegalStateException("more than " + MOST + " bytes without an end");
    }
    if (size == 0) {
      bytes = more;
      start = 0;
      end = more.length;
      return;
    }
    if (end + more.length > bytes.length) {
      byte[] grown = new byte[Math.max(size + more.length, 2 * size)];
      System.arraycopy(bytes, start, grown, 0, size);
      bytes = grown;
      start = 0;
      end = size;
    }
    System.arraycopy(more, 0, bytes, end, more.length);
    end += more.length;
  }

  int size() {
    return end - start;
  }

  /** Unsigned. */
  int at(int index) {
    return bytes[start + index] & 0xff;
  }

  /** Where {@code wanted} begins; -1 if it is not there. */
  int indexOf(byte[] wanted) {
    for (int i = start; i <= end - wanted.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i - start;
      }
    }
    return -1;
  }

  byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
    skip(count);
    return taken;
  }

  void skip(int count) {
    start += count;
    if (start == end) {
      bytes = NONE;
      start = 0;
      end = 0;
    }
  }
}
