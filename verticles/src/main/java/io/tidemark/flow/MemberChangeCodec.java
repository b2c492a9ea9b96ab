package io.tidemark.flow;

import io.tidemark.protocol.Role;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member change as a Kafka record: the key is the namespace's 16 bytes, as with {@link
 * FolderChangeCodec}; the value is {@code (version, role or '-', user)}.
 */
public final class MemberChangeCodec {
  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 2;
  private static final byte LEFT = '-';

  private MemberChangeCodec() {}

  public static byte[] encode(MemberChange change) {
    byte[] user = change.user().getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[HEAD_BYTES + user.length];
    value[0] = VERSION;
    value[1] = letter(change.role());
    System.arraycopy(user, 0, value, HEAD_BYTES, user.length);
    return value;
  }

  /**
   * @throws IllegalArgumentException if {@code value} is none of {@link #encode}
   */
  public static MemberChange decode(UUID ns, byte[] value) {
    if (value.length <= HEAD_BYTES || value[0] != VERSION) {
      throw new IllegalArgumentException(
          "member change of " + value.length + " bytes has no user or not version " + VERSION);
    }
    return new MemberChange(
        ns,
        new String(value, HEAD_BYTES, value.length - HEAD_BYTES, StandardCharsets.UTF_8),
        role(value[1]));
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
