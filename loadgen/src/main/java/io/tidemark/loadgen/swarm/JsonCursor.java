package io.tidemark.loadgen.swarm;

import io.tidemark.protocol.Limits;
import io.tidemark.protocol.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Walks over JSON in bytes and makes no objects: what is not asked for is only stepped over. */
final class JsonCursor {
  private byte[] bytes = {};
  private int at;
  private int end;
  private int stringStart;
  private int stringEnd;

  void on(byte[] text, int from, int to) {
    bytes = text;
    at = from;
    end = to;
  }

  int position() {
    return at;
  }

  /** Nothing but space may follow. */
  void finish() {
    space();
    if (at != end) {
      throw bad("the end");
    }
  }

  /** Into an object or a list. */
  void open(char bracket) {
    space();
    expect(bracket);
  }

  /**
   * The next member's name is read, its value is next; false at the object's end.
   *
   * @param first whether none was read in this object yet
   */
  boolean nextKey(boolean first) {
    if (!next(first, '}')) {
      return false;
    }
    string();
    space();
    expect(':');
    return true;
  }

  /** The next item's value is next; false at the list's end. */
  boolean nextItem(boolean first) {
    return next(first, ']');
  }

  private boolean next(boolean first, char bracket) {
    space();
    if (at < end && bytes[at] == bracket) {
      at++;
      return false;
    }
    if (!first) {
      expect(',');
      space();
    }
    return true;
  }

  /** Whether the string that was read last is this; names of the protocol have no escapes. */
  boolean is(byte[] word) {
    return Arrays.equals(bytes, stringStart, stringEnd, word, 0, word.length);
  }

  /** Reads a string; {@link #is} and the others then speak of it. */
  void string() {
    space();
    expect('"');
    stringStart = at;
    while (at < end) {
      byte b = bytes[at++];
      if (b == '"') {
        stringEnd = at - 1;
        return;
      }
      if (b == '\\') {
        at++;
      }
    }
    throw bad("the end of a string");
  }

  int stringStart() {
    return stringStart;
  }

  int stringEnd() {
    return stringEnd;
  }

  /** As it stands there, escapes included. */
  String text() {
    return new String(bytes, stringStart, stringEnd - stringStart, StandardCharsets.UTF_8);
  }

  /** A whole number that is not negative. */
  long number() {
    space();
    int start = at;
    long value = 0;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + bytes[at++] - '0';
      if (value > Limits.INTEGER_MAX) {
        throw bad("a number up to 2^53");
      }
    }
    boolean more = at < end && (bytes[at] == '.' || bytes[at] == 'e' || bytes[at] == 'E');
    if (at == start || more || (at - start > 1 && bytes[start] == '0')) {
      throw bad("a whole number");
    }
    return value;
  }

  boolean bool() {
    space();
    if (word("true")) {
      return true;
    }
    if (word("false")) {
      return false;
    }
    throw bad("true or false");
  }

  /** A UUID's first 64 bits of the string that was read last. */
  long uuidHigh() {
    if (stringEnd - stringStart != 36) {
      throw bad("a UUID");
    }
    return hex(0, 8) << 32 | hex(9, 13) << 16 | hex(14, 18);
  }

  /** Its other 64 bits. */
  long uuidLow() {
    return hex(19, 23) << 48 | hex(24, 36);
  }

  private long hex(int from, int to) {
    long value = 0;
    for (int i = stringStart + from; i < stringStart + to; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        throw bad("a UUID");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Steps over a value of any kind. */
  void skip() {
    skip(0);
  }

  private void skip(int depth) {
    space();
    if (at >= end || depth > Limits.JSON_DEPTH) {
      throw bad("a value");
    }
    switch (bytes[at]) {
      case '"' -> string();
      case '{' -> {
        at++;
        for (boolean first = true; nextKey(first); first = false) {
          skip(depth + 1);
        }
      }
      case '[' -> {
        at++;
        for (boolean first = true; nextItem(first); first = false) {
          skip(depth + 1);
        }
      }
      default -> {
        if (!word("true") && !word("false") && !word("null")) {
          skipNumber();
        }
      }
    }
  }

  private void skipNumber() {
    int start = at;
    while (at < end && "+-.eE0123456789".indexOf(bytes[at]) >= 0) {
      at++;
    }
    if (at == start) {
      throw bad("a value");
    }
  }

  private boolean word(String word) {
    if (end - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    at += word.length();
    return true;
  }

  private void space() {
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  private void expect(char wanted) {
    if (at >= end || bytes[at] != wanted) {
      throw bad("'" + wanted + "'");
    }
    at++;
  }

  private MalformedException bad(String expected) {
    return new MalformedException("not JSON of a hub at byte " + at + ": expected " + expected);
  }
}
