package io.tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.protocol.ProblemCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @Test
  void an_object_is_read_with_all_kinds_of_values() {
    assertThat(
            read(
                "{\"a\":1,\"b\":[\"ü\",null,true,2.5],\"c\":{\"d\":9007199254740991,\"e\":\"😀\"}}"))
        .isEqualTo(
            new JsonObject()
                .put("a", 1)
                .put("b", new JsonArray().add("ü").addNull().add(true).add(2.5))
                .put("c", new JsonObject().put("d", 9007199254740991L).put("e", "😀")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "\"a\"",
        "{",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":1}",
        "{\"o\":{\"a\":1,\"a\":2}}",
        "{} {}",
        "{}x",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{\"\\ud800\":1}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":99999999999999999999}",
        "{\"a\":1e999}",
        "{\"a\":NaN}",
        "{'a':1}",
        "{\"a\":1 /* b */}",
      })
  void what_can_be_understood_in_two_ways_is_refused(String json) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(json))
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED));
  }

  @Test
  void bytes_that_are_no_utf_8_are_refused() {
    byte[] latin = "{\"a\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] wide = "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE);

    assertThatExceptionOfType(Problem.class).isThrownBy(() -> StrictJson.object(latin));
    assertThatExceptionOfType(Problem.class).isThrownBy(() -> StrictJson.object(wide));
  }

  @Test
  void deep_nesting_is_refused_before_it_costs_a_stack() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read("{\"a\":" + "[".repeat(100_000)));
  }

  @Test
  void a_quoted_value_is_short_and_printable() {
    assertThat(StrictJson.quoted("a\u0000\n\ud800" + "b".repeat(1000)))
        .startsWith("'a???bbb")
        .endsWith("…'")
        .hasSizeLessThan(70);
  }

  private static JsonObject read(String json) {
    return StrictJson.object(json.getBytes(StandardCharsets.UTF_8));
  }
}
