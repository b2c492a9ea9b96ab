package io.tidemark.commit.plan;

import io.tidemark.protocol.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names as {@code files.name_key} holds them: as they are compared, and short enough to index. */
public final class NameKeys {

  /** An index entry of PostgreSQL holds 2,704 bytes; a character takes 3 of them at most. */
  private static final int INDEXED_CHARS = 400;

  /** Stands before a hash; no name may hold it. */
  private static final char HASHED = '\u0001';

  private NameKeys() {}

  /** The key of a normalised name; a long one's hash stands for it. */
  public static String of(String name) {
    String key = Names.key(name);
    return key.length() <= INDEXED_CHARS ? key : HASHED + sha256(key);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
