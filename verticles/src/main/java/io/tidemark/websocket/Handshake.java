package io.tidemark.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The server's half of the opening handshake (RFC 6455, 4.2). */
public final class Handshake {
  public static final String VERSION = "13";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private Handshake() {}

  /** Whether a list of tokens, as in {@code Connection: keep-alive, Upgrade}, has this one. */
  public static boolean lists(@Nullable String header, String token) {
    return header != null
        && Arrays.stream(header.split(",", -1))
            .anyMatch(one -> one.strip().equalsIgnoreCase(token));
  }

  /** Whether that is a {@code Sec-WebSocket-Key}: 16 bytes in base 64. */
  public static boolean isKey(@Nullable String key) {
    if (key == null) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The bytes that turn the connection into a WebSocket.
   *
   * @param subprotocol null if none was agreed on
   */
  public static byte[] answer(String key, @Nullable String subprotocol) {
    String protocol = subprotocol == null ? "" : "sec-websocket-protocol: " + subprotocol + "\r\n";
    return ("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            + "sec-websocket-accept: "
            + accept(key)
            + "\r\n"
            + protocol
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  static String accept(String key) {
    byte[] seen = (key.strip() + GUID).getBytes(StandardCharsets.US_ASCII);
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(seen));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
