package io.tidemark.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * What a node tells the others.
 *
 * @param from the id that it has among the members
 * @param number higher than that of its letter before, so that none counts twice
 */
record Letter(Kind kind, String from, long number, JsonObject content) {
  private static final int BYTES_MAX = 1 << 20;
  private static final int ID_CHARS_MAX = 64;

  enum Kind {
    /** Once a second: it is there. */
    BEAT,
    /** Something is to be looked up. */
    HINT
  }

  /** A text of its content; empty where there is none. */
  String text(String key) {
    return content.getValue(key) instanceof String text ? text : "";
  }

  byte[] encode() {
    return new JsonObject()
        .put("kind", kind.name())
        .put("from", from)
        .put("number", number)
        .put("content", content)
        .toBuffer()
        .getBytes();
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Letter decode(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException("too long");
    }
    try {
      JsonObject json = new JsonObject(Buffer.buffer(bytes));
      String from = json.getString("from");
      String kind = json.getString("kind");
      Long number = json.getLong("number");
      JsonObject content = json.getJsonObject("content");
      // Also where a key is there and its value is null.
      if (from == null || kind == null || number == null || content == null) {
        throw new IllegalArgumentException("incomplete");
      }
      if (from.isEmpty() || from.length() > ID_CHARS_MAX) {
        throw new IllegalArgumentException("a sender's id of " + from.length() + " characters");
      }
      return new Letter(Kind.valueOf(kind), from, number, content);
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("no letter", e);
    }
  }
}
