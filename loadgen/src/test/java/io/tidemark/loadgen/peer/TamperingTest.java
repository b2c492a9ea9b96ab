package io.tidemark.loadgen.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TamperingTest {
  private static final String HEAD =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

  private static byte[] frame(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) 0x81);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 65_536) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload);
    return Arrays.copyOf(frame.array(), frame.position());
  }

  private static String delta(int number, int padding) {
    return "{\"type\":\"delta\",\"n\":%d,\"p\":\"%s\"}".formatted(number, "x".repeat(padding));
  }

  private static byte[] stream(String head, List<String> texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    texts.forEach(text -> bytes.writeBytes(frame(text)));
    return bytes.toByteArray();
  }

  /** Passes it in pieces of this size. */
  private static byte[] passed(Harm harm, byte[] bytes, int piece) {
    Tampering tampering = new Tampering(harm);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += piece) {
      out.writeBytes(
          tampering.pass(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece))));
    }
    return out.toByteArray();
  }

  /** Of all three forms of length, where bytes do not come one by one. */
  private static List<String> deltas(int piece, int... numbers) {
    List<String> texts = new ArrayList<>();
    texts.add("{\"type\":\"welcome\"}");
    for (int number : numbers) {
      texts.add(delta(number, number == 3 && piece > 50 ? 70_000 : number == 2 ? 300 : 0));
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000, 1_000_000})
  void one_delta_in_three_is_spoiled_however_the_bytes_come(int piece) {
    byte[] sent = stream(HEAD, deltas(piece, 1, 2, 3, 4, 5));
    Harm drop = new Harm(Harm.Kind.DROP, 3);
    assertThat(passed(drop, sent, piece)).isEqualTo(stream(HEAD, deltas(piece, 1, 2, 4, 5)));
    assertThat(drop.done()).hasValue(1);
    assertThat(drop.deltas()).hasValue(5);
    assertThat(passed(new Harm(Harm.Kind.REPEAT, 3), sent, piece))
        .isEqualTo(stream(HEAD, deltas(piece, 1, 2, 3, 3, 4, 5)));
    assertThat(passed(new Harm(Harm.Kind.SWAP, 3), sent, piece))
        .isEqualTo(stream(HEAD, deltas(piece, 1, 2, 4, 3, 5)));
  }

  @Test
  void the_count_goes_over_all_connections() {
    Harm harm = new Harm(Harm.Kind.DROP, 3);
    byte[] two = stream(HEAD, deltas(100, 1, 2));
    assertThat(passed(harm, two, 100)).isEqualTo(two);
    assertThat(passed(harm, two, 100)).isEqualTo(stream(HEAD, deltas(100, 2)));
  }

  @Test
  void frames_that_are_no_deltas_are_never_spoiled() {
    byte[] sent = stream(HEAD, List.of("{\"type\":\"live\"}", "{\"type\":\"pong\"}"));
    assertThat(passed(new Harm(Harm.Kind.DROP, 1), sent, 5)).isEqualTo(sent);
  }

  @Test
  void what_is_no_web_socket_passes_as_it_is() {
    byte[] sent = stream("HTTP/1.1 200 OK\r\n\r\n", deltas(100, 1, 2));
    assertThat(passed(new Harm(Harm.Kind.DROP, 1), sent, 9)).isEqualTo(sent);
  }
}
