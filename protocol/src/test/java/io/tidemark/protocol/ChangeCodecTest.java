package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

@Domain(WireValues.class)
class ChangeCodecTest {
  private static final String GOOD =
      """
      {"seq":42,"op":"commit","kind":"file","fileId":"00000000-0000-0001-0000-000000000002",\
      "name":"logo.png","path":"/Design/logo.png","version":7,"size":123456,\
      "timestamp":"2026-04-28T10:00:00.123456Z","user":"alice","device":"d1"}\
      """;

  @Property
  void every_change_comes_back_as_it_was(@ForAll Change change) {
    assertThat(ChangeCodec.decode(ChangeCodec.encode(change))).isEqualTo(change);
  }

  @Example
  void the_json_has_the_contracts_fields_and_leaves_out_what_is_not_there() {
    Change change =
        new Change(
            42,
            ChangeOp.COMMIT,
            EntryKind.FILE,
            new UUID(1, 2),
            null,
            "logo.png",
            "/Design/logo.png",
            7,
            123_456,
            Instant.parse("2026-04-28T10:00:00.123456789Z"),
            "alice",
            "d1",
            null,
            null,
            null);
    assertThat(new String(ChangeCodec.encode(change), StandardCharsets.UTF_8)).isEqualTo(GOOD);
  }

  @Example
  void fields_that_are_not_known_are_ignored() {
    String json = GOOD.replace("{\"seq\"", "{\"new\":{\"a\":[1,null]},\"seq\"");
    assertThat(decode(json).seq()).isEqualTo(42);
  }

  @Example
  void what_does_not_fit_is_refused_with_its_name_value_and_expectation() {
    refused(GOOD.replace("42", "0"), "'seq' is 0; expected an integer in 1-9007199254740991");
    refused(GOOD.replace("42", "-1"), "'seq' is -1; expected an integer");
    refused(GOOD.replace("42", "42.0"), "'seq' is 42.0; expected an integer");
    refused(GOOD.replace("42", "9007199254740992"), "'seq' is 9007199254740992; expected");
    refused(GOOD.replace("42", "\"42\""), "'seq' is the string '42'; expected an integer");
    refused(GOOD.replace("\"commit\"", "\"COMMIT\""), "'op': 'COMMIT' is none of create, commit");
    refused(GOOD.replace("\"commit\"", "7"), "'op' is 7; expected a string");
    refused(GOOD.replace("\"name\":\"logo.png\",", ""), "'name' is missing; expected a string");
    refused(GOOD.replace("logo.png\",", "\\ud800\","), "holds half a surrogate pair");
    refused(GOOD.replace("logo.png\",", "\\u0000\","), "holds a NUL");
    refused(GOOD.replace("123456Z", "123456+02:00"), "is not a time in UTC");
    refused(GOOD.replace("2026-04-28", "2026-02-30"), "is not a time in UTC");
    refused(GOOD.replace("2026-04-28", "+12026-04-28"), "is not a time in UTC");
    refused(GOOD.replace("alice", "al ice"), "'user': user 'al ice' is not 1-128 characters");
    refused(GOOD + "{}", "not JSON");
    refused(GOOD.replace("\"seq\":42", "\"seq\":42,\"seq\":43"), "Duplicate field 'seq'");
    refused("[" + GOOD + "]", "found an array; expected one JSON object");
    refused("", "expected one JSON object");
  }

  @Example
  void bytes_that_are_no_utf_8_are_refused() {
    byte[] json = GOOD.getBytes(StandardCharsets.UTF_8);
    json[GOOD.indexOf("logo")] = (byte) 0xff;
    assertThatThrownBy(() -> ChangeCodec.decode(json)).isInstanceOf(MalformedException.class);
  }

  private static Change decode(String json) {
    return ChangeCodec.decode(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(String json, String message) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }
}
