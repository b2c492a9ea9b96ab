package io.tidemark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {
  private final Roster roster = new Roster();

  @Test
  void a_letter_counts_once_and_not_after_a_later_one() {
    assertThat(roster.isNew(letter("b", 5))).isTrue();
    assertThat(roster.isNew(letter("b", 5))).isFalse();
    assertThat(roster.isNew(letter("b", 4))).isFalse();
    assertThat(roster.isNew(letter("b", 6))).isTrue();
    assertThat(roster.isNew(letter("c", 1))).isTrue();
  }

  @Test
  void a_member_is_a_node_once_it_has_said_so_and_until_it_leaves() {
    ClusterNode node = new ClusterNode("b", "http://b", false);
    roster.isNew(letter("b", 1));
    assertThat(roster.get("b")).isNull();
    assertThat(roster.announce(node)).isTrue();
    assertThat(roster.announce(node)).isFalse();
    assertThat(roster.nodes()).containsExactly(node);
    assertThat(roster.retain(List.of("a", "b"))).isEmpty();
    assertThat(roster.retain(List.of("a"))).containsExactly(node);
    assertThat(roster.get("b")).isNull();
  }

  @Test
  void letters_come_out_as_they_went_in() {
    Letter letter =
        new Letter(Letter.Kind.BEAT, "b", 1L << 40, new JsonObject().put("url", "http://b"));
    assertThat(Letter.decode(letter.encode())).isEqualTo(letter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"kind\":\"BEAT\",\"from\":\"b\",\"number\":1}",
        "{\"kind\":\"SONG\",\"from\":\"b\",\"number\":1,\"content\":{}}",
        "{\"kind\":\"BEAT\",\"from\":\"\",\"number\":1,\"content\":{}}",
        "{\"kind\":\"BEAT\",\"from\":\"b\",\"number\":\"x\",\"content\":{}}"
      })
  void what_is_no_letter_is_refused(String text) {
    assertThatThrownBy(() -> Letter.decode(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Letter letter(String from, long number) {
    return new Letter(Letter.Kind.HINT, from, number, new JsonObject());
  }
}
