package io.tidemark.catchup;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where a snapshot goes on: it carries the {@code seq} that was read before the first page, so that
 * snapshot and journal together are complete however long the reading takes. Signed, so that the
 * {@code seq} is one that this hub gave.
 *
 * @param under the folder whose content is listed; all zeros for the whole namespace
 * @param after the last id of the page before; all zeros for none
 */
record SnapshotToken(UUID ns, UUID under, int epoch, long seq, UUID after) {
  static final UUID NONE = new UUID(0, 0);
  private static final byte VERSION = 1;
  private static final int BODY_BYTES = 1 + 16 + 16 + 4 + 8 + 16;
  private static final int MAC_BYTES = 16;

  /**
   * @param key that of the cursors, the same on every node
   */
  String encode(byte[] key) {
    ByteBuffer bytes = ByteBuffer.allocate(BODY_BYTES + MAC_BYTES).put(VERSION);
    put(bytes, ns);
    put(bytes, under);
    bytes.putInt(epoch).putLong(seq);
    put(bytes, after);
    bytes.put(mac(key, bytes.array()), 0, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * @throws IllegalArgumentException if {@code text} was not made with this key
   */
  static SnapshotToken decode(String text, byte[] key) {
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    if (bytes.length != BODY_BYTES + MAC_BYTES || bytes[0] != VERSION) {
      throw new IllegalArgumentException("not a page token");
    }
    byte[] expected = Arrays.copyOf(mac(key, bytes), MAC_BYTES);
    if (!MessageDigest.isEqual(
        expected, Arrays.copyOfRange(bytes, BODY_BYTES, BODY_BYTES + MAC_BYTES))) {
      throw new IllegalArgumentException("not a page token of this hub");
    }
    ByteBuffer body = ByteBuffer.wrap(bytes, 1, BODY_BYTES - 1);
    return new SnapshotToken(uuid(body), uuid(body), body.getInt(), body.getLong(), uuid(body));
  }

  private static byte[] mac(byte[] key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      // Told apart from a cursor, which has the same key.
      mac.update("snapshot".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      mac.update(bytes, 0, BODY_BYTES);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static void put(ByteBuffer bytes, UUID id) {
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static UUID uuid(ByteBuffer bytes) {
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
