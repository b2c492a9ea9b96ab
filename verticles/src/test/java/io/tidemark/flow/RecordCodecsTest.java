package io.tidemark.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.protocol.Role;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordCodecsTest {
  private static final UUID NS = UUID.fromString("5f1d9a3e-8c41-4b7e-9d20-6a7c1e55b001");

  private static FolderChange change() {
    return new FolderChange(
        NS,
        206_000_000,
        List.of(
            new JournalEntry(
                41,
                new UUID(-1, 2),
                "{\"seq\":41}".getBytes(StandardCharsets.UTF_8),
                1_800_000_000_123_456L),
            new JournalEntry(42, new UUID(3, -4), new byte[0], 0)));
  }

  @Test
  void a_folder_change_comes_back_as_it_was() {
    byte[] value = FolderChangeCodec.encode(change());
    FolderChange back =
        FolderChangeCodec.decode(FolderChangeCodec.ns(FolderChangeCodec.key(NS)), value);
    assertThat(back).usingRecursiveComparison().isEqualTo(change());
  }

  @Test
  void a_member_change_comes_back_as_it_was() {
    for (Role role : new Role[] {null, Role.VIEWER, Role.EDITOR, Role.OWNER}) {
      MemberChange change = new MemberChange(NS, "alice@example.org", role, 1_800_000_000_123_456L);
      assertThat(MemberChangeCodec.decode(NS, MemberChangeCodec.encode(change))).isEqualTo(change);
    }
  }

  @Test
  void a_member_change_of_version_1_is_read_and_does_not_say_when() {
    byte[] value = "?-bob".getBytes(StandardCharsets.UTF_8);
    value[0] = 1;
    assertThat(MemberChangeCodec.decode(NS, value))
        .isEqualTo(new MemberChange(NS, "bob", null, MemberChange.UNKNOWN));
  }

  @Test
  void bytes_that_are_cut_off_are_refused_wherever_the_cut_is() {
    byte[] value = FolderChangeCodec.encode(change());
    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThatIllegalArgumentException().isThrownBy(() -> FolderChangeCodec.decode(NS, cut));
    }
    byte[] longer = Arrays.copyOf(value, value.length + 1);
    assertThatIllegalArgumentException().isThrownBy(() -> FolderChangeCodec.decode(NS, longer));
    assertThatIllegalArgumentException().isThrownBy(() -> FolderChangeCodec.ns(new byte[15]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemberChangeCodec.decode(NS, new byte[] {1, 'x', 'a'}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemberChangeCodec.decode(NS, new byte[] {1, 'v'}));
    byte[] member = MemberChangeCodec.encode(new MemberChange(NS, "b", Role.VIEWER, 5));
    for (int length = 0; length < member.length; length++) {
      byte[] cut = Arrays.copyOf(member, length);
      assertThatIllegalArgumentException().isThrownBy(() -> MemberChangeCodec.decode(NS, cut));
    }
    member[0] = 3;
    assertThatIllegalArgumentException().isThrownBy(() -> MemberChangeCodec.decode(NS, member));
  }

  @Test
  void any_bytes_are_read_or_refused_and_nothing_else() {
    Random random = new Random(7);
    byte[] good = FolderChangeCodec.encode(change());
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = good.clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        FolderChangeCodec.decode(NS, bytes);
      } catch (IllegalArgumentException _) {
        // Refused.
      }
    }
  }
}
