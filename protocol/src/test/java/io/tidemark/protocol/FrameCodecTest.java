package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

@Domain(WireValues.class)
class FrameCodecTest {
  private static final String NS = "01234567-89ab-cdef-0123-456789abcdef";

  @Property
  void every_frame_of_a_client_comes_back_as_it_was(@ForAll ClientFrame frame) {
    assertThat(FrameCodec.decodeClient(FrameCodec.encode(frame))).isEqualTo(frame);
  }

  @Property
  void every_frame_of_the_hub_comes_back_as_it_was(@ForAll ServerFrame frame) {
    assertThat(FrameCodec.decodeServer(FrameCodec.encode(frame))).isEqualTo(frame);
  }

  @Example
  void fields_that_are_not_known_are_ignored() {
    assertThat(FrameCodec.decodeClient("{\"new\":[{}],\"type\":\"ping\"}"))
        .isEqualTo(new ClientFrame.Ping());
  }

  @Example
  void null_stands_for_a_field_that_is_not_there() {
    assertThat(
            FrameCodec.decodeClient(
                "{\"type\":\"hello\",\"device\":\"d1\",\"watermarks\":null,\"cursor\":null}"))
        .isEqualTo(new ClientFrame.Hello("d1", null, null));
  }

  @Example
  void empty_watermarks_are_not_the_same_as_none() {
    assertThat(FrameCodec.decodeClient("{\"type\":\"hello\",\"device\":\"d1\",\"watermarks\":{}}"))
        .isEqualTo(new ClientFrame.Hello("d1", java.util.Map.of(), null));
  }

  @Example
  void what_is_no_json_object_is_malformed() {
    malformed("", "found nothing; expected one JSON object");
    malformed("   ", "expected one JSON object");
    malformed("null", "expected one JSON object");
    malformed("7", "found 7; expected one JSON object");
    malformed("\"ping\"", "found the string 'ping'; expected one JSON object");
    malformed("[{\"type\":\"ping\"}]", "found an array; expected one JSON object");
    malformed("{\"type\":\"ping\"", "not JSON");
    malformed("{\"type\":\"ping\"}{}", "not JSON");
    malformed("{\"type\":\"ping\"} x", "not JSON");
    malformed("{'type':'ping'}", "not JSON");
    malformed("{\"type\":\"ping\",}", "not JSON");
    malformed("{\"type\":\"ping\",\"type\":\"ping\"}", "Duplicate field 'type'");
    malformed("{\"type\":\"ping\",\"a\":{\"b\":1,\"b\":2}}", "Duplicate field 'b'");
    malformed("{\"type\":\"ping\",\"a\":NaN}", "not JSON");
    malformed("{\"type\":\"ping\",\"a\":" + "[".repeat(17) + "]".repeat(17) + "}", "not JSON");
    malformed("{\"type\":\"ping\",\"a\":" + "9".repeat(1000) + "}", "not JSON");
  }

  @Example
  void an_unknown_type_is_malformed() {
    malformed("{}", "'type' is missing; expected a string");
    malformed("{\"type\":null}", "'type' is null; expected a string");
    malformed("{\"type\":7}", "'type' is 7; expected a string");
    malformed("{\"type\":\"welcome\"}", "type 'welcome' is unknown; expected hello, ack");
    malformed("{\"type\":\"PING\"}", "type 'PING' is unknown");
    malformed("{\"type\":\"" + "x".repeat(60_000) + "\"}", "x…' is unknown");
  }

  @Example
  void a_hello_needs_a_device_and_one_position_at_most() {
    malformed("{\"type\":\"hello\"}", "'device' is missing");
    malformed("{\"type\":\"hello\",\"device\":\"\"}", "'device': device '' is not 1-128");
    malformed("{\"type\":\"hello\",\"device\":\"a b\"}", "'device': device 'a b'");
    malformed("{\"type\":\"hello\",\"device\":\"\\ud800\"}", "half a surrogate pair");
    malformed("{\"type\":\"hello\",\"device\":\"d\",\"cursor\":\"\"}", "'cursor' is empty");
    malformed("{\"type\":\"hello\",\"device\":\"d\",\"cursor\":7}", "'cursor' is 7");
    malformed(
        "{\"type\":\"hello\",\"device\":\"d\",\"cursor\":\"c\",\"watermarks\":{}}",
        "expected one of them");
  }

  @Example
  void watermarks_are_whole_numbers_by_namespace() {
    malformed("{\"type\":\"ack\"}", "'watermarks' is missing; expected an object");
    malformed("{\"type\":\"ack\",\"watermarks\":[]}", "'watermarks' is an array");
    malformed(ack("\"x\":1"), "'watermarks': namespace 'x' is not a UUID");
    malformed(ack("\"" + NS + "\":-1"), "is -1; expected an integer in 0-9007199254740991");
    malformed(ack("\"" + NS + "\":9007199254740992"), "is 9007199254740992; expected");
    malformed(ack("\"" + NS + "\":99999999999999999999"), "is 99999999999999999999; expected");
    malformed(ack("\"" + NS + "\":1.5"), "is 1.5; expected an integer");
    malformed(ack("\"" + NS + "\":1e3"), "expected an integer");
    malformed(ack("\"" + NS + "\":\"1\""), "is the string '1'; expected an integer");
    malformed(ack("\"" + NS + "\":null"), "is null; expected an integer");
    malformed(ack("\"" + NS + "\":1,\"" + NS + "\":2"), "Duplicate field");
    malformed(ack("\"" + NS + "\":1,\"" + NS.toUpperCase(java.util.Locale.ROOT) + "\":2"), "twice");
  }

  @Example
  void a_refresh_needs_a_token() {
    malformed("{\"type\":\"refresh\"}", "'token' is missing");
    malformed("{\"type\":\"refresh\",\"token\":\"\"}", "'token' is empty");
  }

  @Example
  void a_frame_may_have_64_kib_and_not_one_byte_more() {
    String frame = "{\"type\":\"ping\",\"a\":\"\"}";
    String largest = frame.replace("\"\"", "\"" + "x".repeat(65_536 - frame.length()) + "\"");
    assertThat(FrameCodec.decodeClient(largest)).isEqualTo(new ClientFrame.Ping());
    tooLarge(largest + " ");
    // Bytes count, not characters.
    tooLarge(frame.replace("\"\"", "\"" + "é".repeat(32_768) + "\""));
    tooLarge(frame.replace("\"\"", "\"" + "😀".repeat(16_384) + "\""));
  }

  @Example
  void many_namespaces_fit_into_one_frame() {
    String many =
        IntStream.range(0, 1500)
            .mapToObj(index -> String.format("\"00000000-0000-0000-0000-%012d\":1", index))
            .collect(Collectors.joining(","));
    assertThat(((ClientFrame.Ack) FrameCodec.decodeClient(ack(many))).watermarks()).hasSize(1500);
  }

  @Example
  void a_delta_does_not_go_backwards() {
    String delta =
        "{\"type\":\"delta\",\"ns\":\""
            + NS
            + "\",\"epoch\":1,\"from\":5,\"to\":4,\"changes\":[],\"truncated\":false,"
            + "\"pullAfterMs\":0}";
    MalformedException refusal =
        catchThrowableOfType(MalformedException.class, () -> FrameCodec.decodeServer(delta));
    assertThat(refusal).hasMessageContaining("'to' is 4; expected an integer in 5-");
  }

  private static String ack(String watermarks) {
    return "{\"type\":\"ack\",\"watermarks\":{" + watermarks + "}}";
  }

  private static void malformed(String text, String message) {
    MalformedException refusal =
        catchThrowableOfType(MalformedException.class, () -> FrameCodec.decodeClient(text));
    assertThat(refusal).as(text).isNotNull().hasMessageContaining(message);
    assertThat(refusal.closeCode()).isEqualTo(CloseCode.MALFORMED);
    assertThat(refusal.getMessage().length()).isLessThan(400);
  }

  private static void tooLarge(String text) {
    MalformedException refusal =
        catchThrowableOfType(MalformedException.class, () -> FrameCodec.decodeClient(text));
    assertThat(refusal).isNotNull().hasMessageContaining("at most 65536");
    assertThat(refusal.closeCode()).isEqualTo(CloseCode.FRAME_TOO_LARGE);
  }
}
