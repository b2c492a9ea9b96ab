package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.TestGateway.Changed;
import io.tidemark.gateway.TestStream.Event;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorPosition;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventStreamGatewayTest {
  private TestGateway gateway = new TestGateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void the_same_objects_as_on_a_websocket_in_the_same_order() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 2);
    TestStream stream = open("/v1/events?device=d1");

    assertThat(stream.response().statusCode()).isEqualTo(200);
    assertThat(stream.response().getHeader("Content-Type")).startsWith("text/event-stream");
    assertThat(stream.response().getHeader("Cache-Control")).isEqualTo("no-store");
    assertThat(stream.response().getHeader("X-Accel-Buffering")).isEqualTo("no");
    assertThat(Integer.parseInt(stream.next("retry").data())).isBetween(1_000, 3_000);
    assertThat(stream.next("welcome").json().getString("type")).isEqualTo("welcome");
    Event delta = stream.next("delta");
    assertThat(delta.json().getLong("to")).isEqualTo(2);
    assertThat(delta.id()).isNull();
    Event live = stream.next("live");
    assertThat(live.id()).isEqualTo(live.json().getString("cursor"));
    assertThat(at(live, ns)).isEqualTo(2);
  }

  @Test
  void after_pushes_a_cursor_follows_that_is_not_ahead_of_them() {
    UUID ns = gateway.hub.folder("ann");
    TestStream stream = open("/v1/events?device=d1");
    stream.until("live");

    gateway.commit(ns, 1);
    assertThat(stream.next("delta").json().getLong("to")).isEqualTo(1);

    assertThat(at(stream.next("live"), ns)).isEqualTo(1);
  }

  @Test
  void a_storm_is_followed_by_few_cursors_and_the_last_is_at_its_end() {
    UUID ns = gateway.hub.folder("ann");
    TestStream stream = open("/v1/events?device=d1");
    stream.until("live");
    for (int commit = 0; commit < 300; commit++) {
      gateway.commit(ns, 1);
    }

    long applied = 0;
    long cursor = 0;
    while (cursor < 300) {
      Event event = stream.until(applied < 300 ? "delta" : "live");
      if (event.name().equals("delta")) {
        assertThat(event.json().getLong("from")).isEqualTo(applied);
        applied = event.json().getLong("to");
      } else {
        cursor = at(event, ns);
      }
    }
    assertThat(cursor).isEqualTo(300);
  }

  @Test
  void last_event_id_resumes_and_moves_the_watermark() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 2);
    TestStream first = open("/v1/events?device=d1");
    first.until("live");
    String id = Objects.requireNonNull(first.lastId());
    first.close();
    assertThat(gateway.hub.watermark("ann", "d1", ns)).isNull();
    gateway.hub.commit(ns, 3);

    String stale = gateway.cursors.encode(new Cursor(Map.of(ns, new CursorPosition(1, 1))));
    TestStream second = open("/v1/events?device=d1&cursor=" + stale, "Last-Event-ID", id);

    second.until("welcome");
    assertThat(second.next("delta").json().getLong("from")).isEqualTo(2);
    assertThat(at(second.next("live"), ns)).isEqualTo(5);
    assertThat(gateway.hub.watermark("ann", "d1", ns)).isEqualTo(2);
  }

  @Test
  void a_cursor_in_the_url_and_a_token_there_too() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 2);
    String cursor = gateway.cursors.encode(new Cursor(Map.of(ns, new CursorPosition(1, 1))));
    TestStream stream =
        TestStream.open(
            gateway, "/v1/events?device=d1&access_token=ann&cursor=" + cursor, Map.of());

    stream.until("welcome");
    assertThat(stream.next("delta").json().getLong("from")).isEqualTo(1);
  }

  @Test
  void the_device_of_the_token_suffices() {
    TestStream stream =
        TestStream.open(gateway, "/v1/events", Map.of("Authorization", "Bearer ann/d5"));

    stream.until("live");
    assertThat(gateway.connected().of("ann")).hasSize(1);
  }

  @Test
  void joining_and_leaving_are_told_and_the_cursor_knows() {
    UUID ns = gateway.hub.folder("bob");
    gateway.hub.commit(ns, 1);
    TestStream stream = open("/v1/events?device=d1");
    stream.until("live");

    gateway.join(ns, "ann");
    stream.next("joined");
    stream.next("delta");
    assertThat(at(stream.next("live"), ns)).isEqualTo(1);
    gateway.leave(ns, "ann");
    assertThat(stream.next("left").json().getString("ns")).isEqualTo(ns.toString());
  }

  @Test
  void a_comment_comes_with_every_heartbeat() {
    restart(new Changed().heartbeat(300));
    TestStream stream = open("/v1/events?device=d1");
    stream.until("live");

    stream.next("comment");
    stream.next("comment");
    stream.next("comment");
    stream.next("comment");
    stream.next("comment");
  }

  @Test
  void an_expired_token_ends_the_stream_with_a_reason() {
    TestStream stream =
        TestStream.open(gateway, "/v1/events?device=d1", Map.of("Authorization", "Bearer ann//1"));

    assertThat(stream.until("error").json().getString("code")).isEqualTo("unauthorized");
    stream.next("end");
    assertThat(gateway.connected().size()).isZero();
  }

  @Test
  void a_node_that_goes_down_ends_the_stream() {
    TestStream stream = open("/v1/events?device=d1");
    stream.until("live");

    gateway.stopLoops();

    stream.next("reconnect");
    stream.next("end");
  }

  @Test
  void a_websocket_of_the_same_device_replaces_the_stream() {
    TestStream stream = open("/v1/events?device=d1");
    stream.until("live");
    gateway.connect("ann", "d1").until("live");

    assertThat(stream.next("error").json().getString("code")).isEqualTo("replaced");
    stream.next("end");
  }

  @Test
  void a_reader_that_goes_gives_its_place_back() {
    restart(new Changed().connections(1));
    TestStream stream = open("/v1/events?device=d1");
    stream.until("live");
    assertThat(open("/v1/events?device=d2").response().statusCode()).isEqualTo(503);

    stream.close();
    TestGateway.until(() -> gateway.connected().size() == 0);

    open("/v1/events?device=d2").until("live");
    assertThat(gateway.metrics.get("connections").tag("transport", "sse").gauge().value())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/events?device=d1, bad, 401, unauthorized",
    "/v1/events, ann, 400, malformed",
    "/v1/events?device=a%20b, ann, 400, malformed",
    "/v1/events?device=d1, ann/d2, 403, forbidden",
    "/v1/events?device=d1&cursor=xyz, ann, 400, invalid_cursor",
    "/v1/connect, ann, 400, malformed",
  })
  void refusals_are_problem_documents(String uri, String token, int status, String code) {
    TestStream answer = TestStream.open(gateway, uri, Map.of("Authorization", "Bearer " + token));

    assertThat(answer.response().statusCode()).isEqualTo(status);
    assertThat(answer.response().getHeader("Content-Type")).isEqualTo("application/problem+json");
    assertThat(gateway.connected().size()).isZero();
    assertThat(gateway.metrics.get("http_refused_total").tag("code", code).counter().count())
        .isEqualTo(1);
  }

  @Test
  void refusals_for_load_say_when_to_come_back() {
    restart(new Changed().perUser(1));
    open("/v1/events?device=d1").until("live");

    TestStream second = open("/v1/events?device=d2");

    assertThat(second.response().statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(second.response().getHeader("Retry-After"))).isBetween(2, 10);
  }

  private TestStream open(String uri) {
    return TestStream.open(gateway, uri, Map.of("Authorization", "Bearer ann"));
  }

  private TestStream open(String uri, String header, String value) {
    return TestStream.open(gateway, uri, Map.of("Authorization", "Bearer ann", header, value));
  }

  private long at(Event live, UUID ns) {
    String cursor = Objects.requireNonNull(live.id());
    return Objects.requireNonNull(gateway.cursors.decode(cursor).positions().get(ns)).seq();
  }

  private void restart(Changed changed) {
    gateway.close();
    gateway = new TestGateway(changed);
  }
}
