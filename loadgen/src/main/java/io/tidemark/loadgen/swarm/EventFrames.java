package io.tidemark.loadgen.swarm;

import java.util.Arrays;
import java.util.Locale;

/** Reads an event stream's bytes: an answer in chunks or without an end, and events in it. */
final class EventFrames extends FrameReader {
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] NONE = {};
  private static final int OK = 200;
  private static final int SIZE_DIGITS = 7;

  private boolean chunked = true;

  /** An event that began in one chunk and ends in another; rare. */
  private byte[] begun = NONE;

  @Override
  int welcomeStatus() {
    return OK;
  }

  @Override
  void entered(String head) {
    chunked = head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked");
  }

  @Override
  int frames(byte[] bytes, int from, int to, FrameSink sink) {
    if (!chunked) {
      return events(bytes, from, to, sink);
    }
    int at = from;
    while (true) {
      int line = indexOf(bytes, at, Math.min(to, at + SIZE_DIGITS + 2), LINE_END);
      if (line < 0) {
        if (to - at > SIZE_DIGITS + 2) {
          sink.ended(0, "unreadable: a chunk without its size");
          return to;
        }
        return at;
      }
      int size = size(bytes, at, line);
      if (size < 0) {
        sink.ended(0, "unreadable: a chunk without its size");
        return to;
      }
      int start = line + LINE_END.length;
      if (to - start < size + LINE_END.length) {
        return at;
      }
      at = start + size + LINE_END.length;
      if (size == 0) {
        sink.ended(0, "ended");
        return to;
      }
      chunk(bytes, start, start + size, sink);
    }
  }

  private static int size(byte[] bytes, int from, int to) {
    int size = from == to ? -1 : 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      size = size << 4 | digit;
    }
    return size;
  }

  private void chunk(byte[] bytes, int from, int to, FrameSink sink) {
    if (begun.length == 0) {
      int rest = events(bytes, from, to, sink);
      begun = rest == to ? NONE : Arrays.copyOfRange(bytes, rest, to);
      return;
    }
    byte[] all = Arrays.copyOf(begun, begun.length + to - from);
    System.arraycopy(bytes, from, all, begun.length, to - from);
    int rest = events(all, 0, all.length, sink);
    begun = rest == all.length ? NONE : Arrays.copyOfRange(all, rest, all.length);
  }

  /** A hub's events have one {@code data} line each. */
  private static int events(byte[] bytes, int from, int to, FrameSink sink) {
    int start = from;
    int line = from;
    int data = -1;
    int dataEnd = -1;
    for (int i = from; i < to; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      int end = i > line && bytes[i - 1] == '\r' ? i - 1 : i;
      if (end == line) {
        if (data >= 0) {
          sink.frame(bytes, data, dataEnd);
        }
        data = -1;
        start = i + 1;
      } else if (starts(bytes, line, end, "data:")) {
        data = afterColon(bytes, line + 5, end);
        dataEnd = end;
      } else if (starts(bytes, line, end, "id:")) {
        sink.cursor(bytes, afterColon(bytes, line + 3, end), end);
      }
      line = i + 1;
    }
    return start;
  }

  private static int afterColon(byte[] bytes, int at, int end) {
    return at < end && bytes[at] == ' ' ? at + 1 : at;
  }

  private static boolean starts(byte[] bytes, int from, int to, String word) {
    if (to - from < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
