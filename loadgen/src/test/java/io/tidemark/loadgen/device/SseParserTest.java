package io.tidemark.loadgen.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseParserTest {
  private final List<SseEvent> events = new ArrayList<>();
  private final SseParser parser = new SseParser(events::add);

  @Test
  void an_event_has_type_data_and_id() {
    feed("event: delta\ndata: {\"a\":1}\nid: c1\n\n");
    assertThat(events).containsExactly(new SseEvent("delta", "{\"a\":1}", "c1"));
  }

  @Test
  void data_of_several_lines_is_joined_and_the_id_stays() {
    feed("id:7\ndata:one\ndata: two\n\ndata:three\n\n");
    assertThat(events)
        .containsExactly(
            new SseEvent("message", "one\ntwo", "7"), new SseEvent("message", "three", "7"));
  }

  @Test
  void comments_unknown_fields_and_events_without_data_are_skipped() {
    feed(": heartbeat\n\nevent: nothing\n\nwhat: ever\ndata: x\n\n");
    assertThat(events).containsExactly(new SseEvent("message", "x", null));
  }

  @Test
  void retry_is_taken_if_it_is_a_number() {
    feed("retry: soon\n\n");
    assertThat(parser.retryMillis()).isEqualTo(-1);
    feed("retry: 2500\n\n");
    assertThat(parser.retryMillis()).isEqualTo(2500);
  }

  @Test
  void every_way_to_cut_the_bytes_and_end_the_lines_gives_the_same_events() {
    String stream = "\ufeffevent: a\ndata: é€😀\nid: 1\n\n:c\n\ndata\ndata:\n\ndata: last\n\n";
    for (String end : List.of("\n", "\r\n", "\r")) {
      byte[] bytes = stream.replace("\n", end).getBytes(StandardCharsets.UTF_8);
      for (int cut = 0; cut <= bytes.length; cut++) {
        events.clear();
        SseParser fresh = new SseParser(events::add);
        fresh.feed(Arrays.copyOfRange(bytes, 0, cut));
        fresh.feed(Arrays.copyOfRange(bytes, cut, bytes.length));
        assertThat(events)
            .as("cut at %d, lines end with %s", cut, end.replace("\r", "CR").replace("\n", "LF"))
            .containsExactly(
                new SseEvent("a", "é€😀", "1"),
                new SseEvent("message", "\n", "1"),
                new SseEvent("message", "last", "1"));
      }
    }
  }

  @Test
  void an_unfinished_event_is_not_given_out() {
    feed("data: half\n");
    assertThat(events).isEmpty();
  }

  @Test
  void a_line_without_end_is_refused() {
    byte[] much = new byte[600_000];
    Arrays.fill(much, (byte) 'x');
    parser.feed(much);
    assertThatThrownBy(() -> parser.feed(much)).hasMessageContaining("a line of more than");
  }

  private void feed(String text) {
    parser.feed(text.getBytes(StandardCharsets.UTF_8));
  }
}
