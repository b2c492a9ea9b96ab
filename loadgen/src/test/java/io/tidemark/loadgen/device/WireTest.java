package io.tidemark.loadgen.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.ServerFrame;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bare socket's bytes mean, however they are cut into pieces. */
class WireTest {
  private static final URI HUB = URI.create("http://127.0.0.1:8080");
  private static final Hello HELLO = new Hello("d1", Map.of(new UUID(1, 2), 3L), "a cursor");
  private static final ServerFrame LEFT = new ServerFrame.Left(new UUID(3, 4));
  private static final ServerFrame LONG = new ServerFrame.Failure("draining", "x".repeat(70_000));

  private final List<String> heard = new ArrayList<>();
  private final List<byte[]> answers = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"Retry-After: 7", "retry-after:7"})
  void who_is_turned_away_hears_when_to_come_back(String header) {
    String answer = "HTTP/1.1 503 Service Unavailable\r\n" + header + "\r\n\r\n";
    feed(new WebSocketWire(HUB, "token", HELLO), answer.getBytes(UTF_8), 5);
    feed(new EventStreamWire(HUB, "token", HELLO), answer.getBytes(UTF_8), 1_000);
    assertThat(heard)
        .containsExactly(
            "turned away for 7 GET /v1/connect was answered 503",
            "turned away for 7 GET /v1/events was answered 503");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1_000_000})
  void a_web_socket_is_read_in_pieces_of_any_size(int size) {
    WebSocketWire wire = new WebSocketWire(HUB, "token", HELLO);
    assertThat(new String(wire.request(), UTF_8))
        .startsWith("GET /v1/connect HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n")
        .contains("\r\nAuthorization: Bearer token\r\n")
        .endsWith("\r\n\r\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n".getBytes(UTF_8));
    frame(bytes, 0x81, text(LEFT));
    frame(bytes, 0x89, "hi".getBytes(UTF_8));
    byte[] whole = text(LONG);
    frame(bytes, 0x01, java.util.Arrays.copyOf(whole, 100));
    frame(bytes, 0x80, java.util.Arrays.copyOfRange(whole, 100, whole.length));
    frame(bytes, 0x81, "{}".getBytes(UTF_8));
    frame(bytes, 0x88, new byte[] {0x03, (byte) 0xe9, 'b', 'y', 'e'});
    feed(wire, bytes.toByteArray(), size);
    assertThat(heard)
        .containsExactly(
            "opened",
            "frame " + LEFT + " null",
            "frame " + LONG + " null",
            "unreadable 'type' is missing; expected a string",
            "ended 1001 bye");
    assertThat(unmasked(answers.get(0)))
        .isEqualTo(
            "{\"type\":\"hello\",\"device\":\"d1\",\"watermarks\":{\"%s\":3}}"
                .formatted(new UUID(1, 2)));
    assertThat(unmasked(answers.get(1))).as("the pong").isEqualTo("hi");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1_000_000})
  void an_event_stream_is_read_in_pieces_of_any_size(int size) {
    EventStreamWire wire = new EventStreamWire(HUB, "token", HELLO);
    assertThat(new String(wire.request(), UTF_8))
        .startsWith("GET /v1/events?device=d1&cursor=a+cursor HTTP/1.1\r\n");
    String event = "id: c1\ndata: " + FrameCodec.encode(LEFT) + "\n\n";
    String other = "data: nonsense\n\n";
    String stream =
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
            + chunk(event.substring(0, 9))
            + chunk(event.substring(9) + other)
            + "0\r\n\r\n";
    feed(wire, stream.getBytes(UTF_8), size);
    assertThat(heard).hasSize(4);
    assertThat(heard.get(0)).isEqualTo("opened");
    assertThat(heard.get(1)).isEqualTo("frame " + LEFT + " c1");
    assertThat(heard.get(2)).startsWith("unreadable not JSON");
    assertThat(heard.get(3)).isEqualTo("ended 0 ended");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 503 No\r\n\r\n", "SSH-2.0\r\n\r\n"})
  void an_answer_that_does_not_let_in_is_the_end(String answer) {
    feed(new WebSocketWire(HUB, "t", HELLO), answer.getBytes(UTF_8), 100);
    feed(new EventStreamWire(HUB, "t", HELLO), answer.getBytes(UTF_8), 100);
    int status = answer.startsWith("HTTP") ? 503 : 0;
    assertThat(heard)
        .containsExactly(
            "turned away for 0 GET /v1/connect was answered " + status,
            "turned away for 0 GET /v1/events was answered " + status);
  }

  private void feed(Wire wire, byte[] bytes, int size) {
    Wire.Listener listener =
        new Wire.Listener() {
          @Override
          public void opened() {
            heard.add("opened");
          }

          @Override
          public void frame(ServerFrame frame, @Nullable String cursor) {
            heard.add("frame " + frame + " " + cursor);
          }

          @Override
          public void unreadable(String why) {
            heard.add("unreadable " + why);
          }

          @Override
          public void answer(byte[] answer) {
            answers.add(answer);
          }

          @Override
          public void turnedAway(String reason, int afterSeconds) {
            heard.add("turned away for " + afterSeconds + " " + reason);
          }

          @Override
          public void ended(int code, String reason) {
            heard.add("ended " + code + " " + reason);
          }
        };
    for (int from = 0; from < bytes.length; from += size) {
      wire.received(
          java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)), listener);
    }
  }

  private static byte[] text(ServerFrame frame) {
    return FrameCodec.encode(frame).getBytes(UTF_8);
  }

  private static void frame(ByteArrayOutputStream to, int first, byte[] payload) {
    to.write(first);
    if (payload.length < 126) {
      to.write(payload.length);
    } else if (payload.length < 65_536) {
      to.write(126);
      to.write(payload.length >>> 8);
      to.write(payload.length);
    } else {
      to.write(127);
      to.writeBytes(java.nio.ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    to.writeBytes(payload);
  }

  /** With a mask of zeros the payload stands in the open. */
  private static String unmasked(byte[] frame) {
    return new String(frame, 6 + (((frame[1] & 0x7f) == 126) ? 2 : 0), (frame[1] & 0x7f), UTF_8);
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }
}
