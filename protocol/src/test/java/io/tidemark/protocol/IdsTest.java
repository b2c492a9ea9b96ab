package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  private static final String UUID_TEXT = "01234567-89ab-cdef-0123-456789abcdef";

  @ParameterizedTest
  @ValueSource(strings = {"a", "alice@example.org", "A.b_c-9", "-", "."})
  void users_and_devices_are_taken_as_they_are(String value) {
    assertThat(Ids.user(value)).isEqualTo(value);
    assertThat(Ids.device(value)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "ä", "a\u0000", "a\n", "a:b", "\ud83d\ude00"})
  void other_characters_are_refused_by_name(String value) {
    assertThatThrownBy(() -> Ids.user(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("user '")
        .hasMessageContaining("1-128 characters from [A-Za-z0-9._@-]");
    assertThatThrownBy(() -> Ids.device(value)).hasMessageStartingWith("device '");
  }

  @Test
  void a_user_has_at_most_128_characters() {
    assertThat(Ids.user("u".repeat(128))).hasSize(128);
    assertThatThrownBy(() -> Ids.user("u".repeat(129)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_message_quotes_only_the_start_of_a_long_value() {
    assertThatThrownBy(() -> Ids.user("é".repeat(1_000_000)))
        .satisfies(refusal -> assertThat(refusal.getMessage().length()).isLessThan(160));
  }

  @Test
  void a_hash_is_64_lower_case_hex_digits() {
    String hash = "0123456789abcdef".repeat(4);
    assertThat(Ids.sha256(hash)).isEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "../../../../../../../../../../../../../../../../etc/passwd0000000",
        "٠123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void anything_else_is_no_hash(String value) {
    assertThatThrownBy(() -> Ids.sha256(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 lower-case hex digits");
  }

  @Test
  void a_uuid_may_be_written_in_either_case() {
    assertThat(Ids.uuid(UUID_TEXT)).hasToString(UUID_TEXT);
    assertThat(Ids.uuid(UUID_TEXT.toUpperCase(java.util.Locale.ROOT))).hasToString(UUID_TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "0123456789abcdef0123456789abcdef",
        "01234567-89ab-cdef-0123-456789abcdeg",
        "01234567-89ab-cdef-0123-456789abcdef ",
        "01234567_89ab_cdef_0123_456789abcdef",
        "٠1234567-89ab-cdef-0123-456789abcdef"
      })
  void anything_else_is_no_uuid(String value) {
    assertThatThrownBy(() -> Ids.uuid(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a UUID");
  }
}
