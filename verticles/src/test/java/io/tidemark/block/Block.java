package io.tidemark.block;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes and their hash. */
record Block(byte[] bytes, String sha256) {

  static Block of(String text, int times) {
    byte[] bytes = text.repeat(times).getBytes(StandardCharsets.UTF_8);
    try {
      return new Block(
          bytes, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  int size() {
    return bytes.length;
  }
}
