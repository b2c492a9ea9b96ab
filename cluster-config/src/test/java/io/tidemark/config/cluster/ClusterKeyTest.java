package io.tidemark.config.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClusterKeyTest {
  private static final byte[] CONTENT = bytes("node-1 serves");
  private final ClusterKey key = new ClusterKey(bytes("a secret of this cluster"));
  private final ClusterKey other = new ClusterKey(bytes("a secret of another one"));

  @Test
  void what_is_sealed_opens_with_the_same_secret() {
    assertThat(new ClusterKey(bytes("a secret of this cluster")).opened(key.sealed(CONTENT)))
        .isEqualTo(CONTENT);
  }

  @Test
  void another_secret_or_another_content_does_not_open() {
    byte[] sealed = key.sealed(CONTENT);
    assertThatThrownBy(() -> other.opened(sealed)).hasMessage("sealed with another secret");
    sealed[sealed.length - 1]++;
    assertThatThrownBy(() -> key.opened(sealed)).hasMessage("sealed with another secret");
    assertThatThrownBy(() -> key.opened(CONTENT)).hasMessage("shorter than a seal");
  }

  @Test
  void the_name_of_members_follows_from_name_and_secret_and_shows_neither_secret_nor_seal() {
    assertThat(key.memberName("north")).matches("north-[0-9a-f]{32}");
    assertThat(key.memberName("north")).isNotEqualTo(other.memberName("north"));
    assertThat(key.memberName("north"))
        .isNotEqualTo(key.memberName("south").replace("south", "north"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
