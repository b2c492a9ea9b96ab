package io.tidemark.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  @Test
  void the_rfcs_key_is_accepted_as_it_says() {
    assertThat(Handshake.accept(KEY)).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @Test
  void the_answer_names_a_subprotocol_where_one_was_agreed_on() {
    assertThat(new String(Handshake.answer(KEY, "tidemark.v1"), StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 101 ")
        .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
        .contains("sec-websocket-protocol: tidemark.v1\r\n")
        .endsWith("\r\n\r\n");
    assertThat(new String(Handshake.answer(KEY, null), StandardCharsets.US_ASCII))
        .doesNotContain("protocol")
        .endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "abc",
        "dGhlIHNhbXBsZSBub25j",
        "dGhlIHNhbXBsZSBub25jZSE=",
        "*******************"
      })
  void what_is_no_key(String key) {
    assertThat(Handshake.isKey(key)).isFalse();
  }

  @Test
  void a_key_may_have_spaces_around_it() {
    assertThat(Handshake.isKey(KEY)).isTrue();
    assertThat(Handshake.isKey(" " + KEY + " ")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Upgrade,true",
    "'keep-alive, Upgrade',true",
    "'upgrade,close',true",
    "keep-alive,false",
    ",false"
  })
  void a_token_in_a_list(String header, boolean found) {
    assertThat(Handshake.lists(header, "upgrade")).isEqualTo(found);
  }
}
