package io.tidemark.flow;

import io.tidemark.protocol.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member change as a Kafka record: the key is the namespace's 16 bytes, as with {@link
 * FolderChangeCodec}; the value is {@code (version, role or '-', when in micros, user)}. Version 1,
 * which is still read, does not say when.
 */
public final class MemberChangeCodec {
  private static final byte VERSION = 2;
  private static final int HEAD_BYTES = 2 + Long.BYTES;
  private static final byte VERSION_TIMELESS = 1;
  private static final int HEAD_BYTES_TIMELESS = 2;
  private static final byte LEFT = '-';

  private MemberChangeCodec() {}

  public static byte[] encode(MemberChange change) {
    byte[] user = change.user().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEAD_BYTES + user.length)
        .put(VERSION)
        .put(letter(change.role()))
        .putLong(change.committedAtMicros())
        .put(user)
        .array();
  }

  /**
   * @throws IllegalArgumentException if {@code value} is none of {@link #encode}
   */
  public static MemberChange decode(UUID ns, byte[] value) {
    int head = headBytes(value);
    if (value.length <= head) {
      throw new IllegalArgumentException("member change of " + value.length + " bytes has no user");
    }
    return new MemberChange(
        ns,
        new String(value, head, value.length - head, StandardCharsets.UTF_8),
        role(value[1]),
        head == HEAD_BYTES ? ByteBuffer.wrap(value).getLong(2) : MemberChange.UNKNOWN);
  }

  private static int headBytes(byte[] value) {
    byte version = value.length == 0 ? 0 : value[0];
    return switch (version) {
      case VERSION -> HEAD_BYTES;
      case VERSION_TIMELESS -> HEAD_BYTES_TIMELESS;
      default -> throw new IllegalArgumentException("member change of version " + version);
    };
  }

  private static byte letter(@Nullable Role role) {
    return switch (role) {
      case null -> LEFT;
      case VIEWER -> 'v';
      case EDITOR -> 'e';
      case OWNER -> 'o';
    };
  }

  private static @Nullable Role role(byte letter) {
    return switch (letter) {
      case LEFT -> null;
      case 'v' -> Role.VIEWER;
      case 'e' -> Role.EDITOR;
      case 'o' -> Role.OWNER;
      default -> throw new IllegalArgumentException("role letter " + letter);
    };
  }
}
