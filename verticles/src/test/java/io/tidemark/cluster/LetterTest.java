package io.tidemark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {
  @Test
  void a_letter_is_read_as_it_was_written() {
    Letter letter = new Letter(Letter.Kind.HINT, "node", 7, new JsonObject().put("topic", "x"));
    Letter read = Letter.decode(letter.encode());
    assertThat(read).isEqualTo(letter);
    assertThat(read.text("topic")).isEqualTo("x");
    assertThat(read.text("other")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"kind\":null,\"from\":\"a\",\"number\":1,\"content\":{}}",
        "{\"kind\":\"BEAT\",\"from\":null,\"number\":1,\"content\":{}}",
        "{\"kind\":\"BEAT\",\"from\":\"a\",\"number\":null,\"content\":{}}",
        "{\"kind\":\"BEAT\",\"from\":\"a\",\"number\":1,\"content\":null}",
        "{\"kind\":\"BEAT\",\"from\":\"\",\"number\":1,\"content\":{}}",
        "{\"kind\":\"SHOUT\",\"from\":\"a\",\"number\":1,\"content\":{}}",
        "{\"kind\":\"BEAT\",\"from\":\"a\",\"number\":\"1\",\"content\":{}}"
      })
  void what_is_no_letter_is_refused(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Letter.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void texts_that_are_something_else_count_as_none() {
    JsonObject content = new JsonObject().putNull("url").put("topic", 5);
    Letter letter = new Letter(Letter.Kind.BEAT, "node", 1, content);
    assertThat(letter.text("url")).isEmpty();
    assertThat(letter.text("topic")).isEmpty();
  }
}
