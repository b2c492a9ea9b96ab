package io.tidemark.protocol;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes a cursor an opaque, signed string: {@code base64url(version, flags, [joined,] count, {ns,
 * epoch, seq}…, HMAC-SHA256 cut to 16 bytes)}, numbers as varints, namespaces in ascending order,
 * so that one cursor has one form. The signature is there because a cursor comes back from
 * anywhere: what it claims need not be checked again.
 *
 * <p>100 namespaces take less than 4 KiB. What does not fit into {@link Limits#CURSOR_NAMESPACES}
 * and {@link Limits#CURSOR_CHARS} is left out, and the cursor says that it is partial.
 *
 * <p>Version 1 had no flags and no bound but the one on namespaces; it is still read.
 */
public final class CursorCodec {
  private static final byte VERSION_WITHOUT_FLAGS = 1;
  private static final byte VERSION = 2;
  private static final byte PARTIAL = 1;
  private static final byte DATED = 2;
  private static final int MAC_BYTES = 16;
  private static final int KEY_BYTES_MIN = 16;
  private static final int NS_BYTES = 16;

  /** Version, flags, the time of joining, count. */
  private static final int HEAD_BYTES_MAX = 1 + 1 + 8 + 2;

  private static final int BYTES_MAX = Limits.CURSOR_CHARS / 4 * 3;

  /** More than a frame or a URL could ever bring. */
  private static final int CHARS_MAX = Limits.FRAME_BYTES;

  private static final Comparator<UUID> AS_BYTES =
      Comparator.<UUID>comparingLong(ns -> ns.getMostSignificantBits() ^ Long.MIN_VALUE)
          .thenComparingLong(ns -> ns.getLeastSignificantBits() ^ Long.MIN_VALUE);

  private final Mac template;

  /**
   * @param key at least 16 bytes, the same on every node
   */
  public CursorCodec(byte[] key) {
    if (key.length < KEY_BYTES_MIN) {
      throw new IllegalArgumentException(
          "cursor key of " + key.length + " bytes; expected at least " + KEY_BYTES_MIN);
    }
    try {
      template = Mac.getInstance("HmacSHA256");
      template.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("cursor key cannot be used", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** As many of the first positions as fit; all the others make it a partial one. */
  public String encode(Cursor cursor) {
    List<Map.Entry<UUID, CursorPosition>> order = new ArrayList<>();
    int size = HEAD_BYTES_MAX + MAC_BYTES;
    for (Map.Entry<UUID, CursorPosition> entry : cursor.positions().entrySet()) {
      size += bytes(entry.getValue());
      if (order.size() == Limits.CURSOR_NAMESPACES || size > BYTES_MAX) {
        break;
      }
      order.add(entry);
    }
    boolean partial = cursor.partial() || order.size() < cursor.positions().size();
    order.sort(Map.Entry.comparingByKey(AS_BYTES));
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(size, BYTES_MAX));
    boolean dated = cursor.joinedMicros() != Cursor.UNDATED;
    bytes.put(VERSION).put((byte) ((partial ? PARTIAL : 0) | (dated ? DATED : 0)));
    if (dated) {
      putVarint(bytes, cursor.joinedMicros());
    }
    putVarint(bytes, order.size());
    for (Map.Entry<UUID, CursorPosition> entry : order) {
      UUID ns = entry.getKey();
      CursorPosition position = entry.getValue();
      bytes.putLong(ns.getMostSignificantBits()).putLong(ns.getLeastSignificantBits());
      putVarint(bytes, position.epoch());
      putVarint(bytes, position.seq());
    }
    byte[] mac = mac(bytes.array(), bytes.position());
    bytes.put(mac, 0, MAC_BYTES);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
  }

  /**
   * @throws InvalidCursorException if {@code text} is not what {@link #encode} made with this key
   */
  public Cursor decode(String text) {
    byte[] bytes = signed(text);
    try {
      return read(ByteBuffer.wrap(bytes, 0, bytes.length - MAC_BYTES), text);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw refused(text, "it ends too early or holds an impossible number");
    }
  }

  private byte[] signed(String text) {
    if (text.length() > CHARS_MAX) {
      throw refused(text, "it has " + text.length() + " characters, at most " + CHARS_MAX);
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw refused(text, "it is not base64url");
    }
    if (bytes.length < 2 + MAC_BYTES) {
      throw refused(text, "it is too short");
    }
    byte[] expected = Arrays.copyOf(mac(bytes, bytes.length - MAC_BYTES), MAC_BYTES);
    byte[] found = Arrays.copyOfRange(bytes, bytes.length - MAC_BYTES, bytes.length);
    if (!MessageDigest.isEqual(expected, found)) {
      throw refused(text, "its signature is not this hub's");
    }
    return bytes;
  }

  private static Cursor read(ByteBuffer bytes, String text) {
    byte version = bytes.get();
    byte flags =
        switch (version) {
          case VERSION_WITHOUT_FLAGS -> 0;
          case VERSION -> bytes.get();
          default ->
              throw refused(text, "it has version " + version + ", known is up to " + VERSION);
        };
    if ((flags & ~(PARTIAL | DATED)) != 0) {
      throw refused(text, "it has flags " + flags + ", which are not known");
    }
    long joinedMicros = (flags & DATED) == 0 ? Cursor.UNDATED : varint(bytes);
    long count = varint(bytes);
    if (count > bytes.remaining() / NS_BYTES) {
      throw refused(text, "it claims to hold " + count + " namespaces");
    }
    SequencedMap<UUID, CursorPosition> positions = LinkedHashMap.newLinkedHashMap((int) count);
    for (long index = 0; index < count; index++) {
      UUID ns = new UUID(bytes.getLong(), bytes.getLong());
      CursorPosition position =
          new CursorPosition(Math.toIntExact(checked(varint(bytes))), varint(bytes));
      if (positions.put(ns, position) != null) {
        throw refused(text, "it holds a namespace twice");
      }
    }
    if (bytes.hasRemaining()) {
      throw refused(text, "it goes on after its end");
    }
    return new Cursor(positions, (flags & PARTIAL) != 0, joinedMicros);
  }

  private static long checked(long epoch) {
    if (epoch > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("epoch " + epoch);
    }
    return epoch;
  }

  private byte[] mac(byte[] bytes, int length) {
    try {
      Mac mac = (Mac) template.clone();
      mac.update(bytes, 0, length);
      return mac.doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HmacSHA256 can be cloned", e);
    }
  }

  private static int bytes(CursorPosition position) {
    return NS_BYTES + varintBytes(position.epoch()) + varintBytes(position.seq());
  }

  private static int varintBytes(long value) {
    return Math.max(1, Math.ceilDiv(Long.SIZE - Long.numberOfLeadingZeros(value), 7));
  }

  private static void putVarint(ByteBuffer bytes, long value) {
    long rest = value;
    while (rest >= 0x80) {
      bytes.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < 56; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a varint of more than eight bytes");
  }

  private static InvalidCursorException refused(String text, String why) {
    return new InvalidCursorException(
        "cursor " + Quote.of(text) + " cannot be read: " + why + "; expected one from this hub");
  }
}
