package io.tidemark.loadgen.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFramesTest {
  private static final String EVENTS =
      ": hi\n\nid: 7:0\ndata: {\"a\":1}\n\nid: 7:1\ndata: {\"b\":2}\n\n";

  private final List<String> heard = new ArrayList<>();
  private final FrameSink sink =
      new FrameSink() {
        @Override
        public void answered(int status, int retryAfterSeconds) {
          heard.add("answered " + status);
        }

        @Override
        public void frame(byte[] bytes, int from, int to) {
          heard.add(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        }

        @Override
        public void cursor(byte[] bytes, int from, int to) {}

        @Override
        public void ping(byte[] payload) {}

        @Override
        public void ended(int code, String reason) {
          heard.add(reason);
        }
      };

  @Test
  void a_stream_in_chunks_is_read_wherever_it_is_cut() {
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
            .formatted(EVENTS.length(), EVENTS);
    for (int cut = 1; cut < chunked.length(); cut++) {
      assertThat(read(chunked, cut))
          .as("cut at %d", cut)
          .containsExactly("answered 200", "{\"a\":1}", "{\"b\":2}", "ended");
    }
  }

  @Test
  void a_stream_that_ends_with_its_connection_is_read_wherever_it_is_cut() {
    String plain = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n" + EVENTS;
    for (int cut = 1; cut < plain.length(); cut++) {
      assertThat(read(plain, cut))
          .as("cut at %d", cut)
          .containsExactly("answered 200", "{\"a\":1}", "{\"b\":2}");
    }
  }

  private List<String> read(String text, int cut) {
    heard.clear();
    EventFrames frames = new EventFrames();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int used = frames.read(bytes, 0, cut, sink);
    byte[] rest = Arrays.copyOfRange(bytes, used, bytes.length);
    frames.read(rest, 0, rest.length, sink);
    return List.copyOf(heard);
  }
}
