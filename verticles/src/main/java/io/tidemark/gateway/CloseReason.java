package io.tidemark.gateway;

import io.tidemark.protocol.CloseCode;

/** What a WebSocket's close says beside its number. */
final class CloseReason {
  private static final int BYTES_MAX = 123;

  private CloseReason() {}

  /** A close frame has little room, and its bytes are counted. */
  static String of(CloseCode code, String message) {
    boolean ascii = message.chars().allMatch(unit -> unit < 0x80);
    return ascii && message.length() <= BYTES_MAX ? message : code.code();
  }
}
