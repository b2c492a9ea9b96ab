package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a", ".bashrc", "...", " a ", "a\\b", "C:", "naïve", "日本語", "😀.png", "a\u200db"})
  void an_allowed_name_stays_as_it_is(String name) {
    assertThat(Names.normalise(name)).isEqualTo(name);
  }

  @Test
  void a_decomposed_name_is_composed() {
    assertThat(Names.normalise("nai\u0308ve")).isEqualTo("na\u00efve");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a/b",
        "/",
        "a\u0000b",
        "a\nb",
        "\u007f",
        "\u0085",
        "\ud800",
        "a\udc00",
        "\udc00\ud800"
      })
  void a_name_that_is_not_allowed_is_refused_and_not_repaired(String name) {
    assertThatThrownBy(() -> Names.normalise(name))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("name '");
  }

  @Test
  void a_name_has_at_most_1024_characters_after_composition() {
    assertThat(Names.normalise("i\u0308".repeat(1024))).hasSize(1024);
    assertThatThrownBy(() -> Names.normalise("a".repeat(1025)))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("1025 characters")
        .hasMessageContaining("at most 1024");
    // Grows under NFC: U+0958 is written with two characters there.
    assertThatThrownBy(() -> Names.normalise("\u0958".repeat(1000)))
        .hasMessageContaining("2000 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "README, readme",
    "Straße, STRASSE",
    "ẞ, ß",
    "ΑΣ, ας",
    "Ώ, ώ",
    "K, k",
    "ﬁle, FILE",
    "Ǆ, ǆ",
    "Ä, ä"
  })
  void case_does_not_tell_names_apart(String one, String other) {
    assertThat(Names.key(Names.normalise(one))).isEqualTo(Names.key(Names.normalise(other)));
  }

  @Test
  void composition_does_not_tell_names_apart() {
    assertThat(Names.key(Names.normalise("NAI\u0308VE")))
        .isEqualTo(Names.key(Names.normalise("na\u00efve")));
  }

  @ParameterizedTest
  @CsvSource({"a, b", "ılık, ilik", "a, á", "a, ａ", "ss, s"})
  void different_names_stay_different(String one, String other) {
    assertThat(Names.key(Names.normalise(one))).isNotEqualTo(Names.key(Names.normalise(other)));
  }

  @Test
  void a_path_is_its_names() {
    assertThat(Names.parsePath("/Design/nai\u0308ve/logo.png"))
        .containsExactly("Design", "na\u00efve", "logo.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a/b",
        "/",
        "//",
        "/a/",
        "/a//b",
        "/../a",
        "/a/..",
        "/a/./b",
        "/a\u0000",
        "/\ud800"
      })
  void a_path_that_is_not_absolute_or_has_a_bad_name_is_refused(String path) {
    assertThatThrownBy(() -> Names.parsePath(path)).isInstanceOf(InvalidNameException.class);
  }

  @Test
  void a_path_has_at_most_128_names() {
    String deepest = path(128);
    assertThat(Names.parsePath(deepest)).hasSize(128);
    assertThatThrownBy(() -> Names.parsePath(deepest + "/a"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("more than 128 segments");
  }

  @Test
  void a_path_has_at_most_32768_characters() {
    assertThatThrownBy(() -> Names.parsePath("/" + "a".repeat(32_768)))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("32769 characters");
  }

  private static String path(int depth) {
    return IntStream.range(0, depth).mapToObj(_ -> "/a").collect(Collectors.joining());
  }
}
