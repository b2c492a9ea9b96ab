package io.tidemark.loadgen.swarm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the bytes of a connection are made of: an HTTP answer's head, then frames. */
abstract class FrameReader {
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final int HEAD_MOST = 16_384;
  private static final Pattern RETRY_AFTER =
      Pattern.compile("(?i)\r\nretry-after: *(\\d{1,6}) *\r\n");

  private boolean entered;

  /** What the hub answers when it lets a device in. */
  abstract int welcomeStatus();

  /** The head of the answer that lets a device in, as text. */
  void entered(String head) {}

  /**
   * Reads whole frames.
   *
   * @return where the first one begins that is not complete
   */
  abstract int frames(byte[] bytes, int from, int to, FrameSink sink);

  /**
   * Reads what is complete.
   *
   * @return where the rest begins, to be given again with what follows
   */
  final int read(byte[] bytes, int from, int to, FrameSink sink) {
    int at = from;
    if (!entered) {
      int end = indexOf(bytes, from, to, END_OF_HEAD);
      if (end < 0) {
        if (to - from > HEAD_MOST) {
          sink.ended(0, "an HTTP head of more than " + HEAD_MOST + " bytes");
          return to;
        }
        return from;
      }
      at = end + END_OF_HEAD.length;
      int status = status(bytes, from, end);
      entered = status == welcomeStatus();
      sink.answered(status, entered ? 0 : retryAfter(bytes, from, at));
      if (!entered) {
        return to;
      }
      entered(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1));
    }
    return frames(bytes, at, to, sink);
  }

  private static int status(byte[] bytes, int from, int end) {
    if (end - from < 12 || bytes[from] != 'H') {
      return 0;
    }
    int status = 0;
    for (int i = from + 9; i < from + 12; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      status = status * 10 + digit;
    }
    return status;
  }

  private static int retryAfter(byte[] bytes, int from, int end) {
    String head = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    Matcher found = RETRY_AFTER.matcher(head);
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
    for (int i = from; i <= to - wanted.length; i++) {
      if (bytes[i] == wanted[0]
          && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }
}
