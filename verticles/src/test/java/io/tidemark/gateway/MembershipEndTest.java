package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.Settings;
import io.tidemark.flow.DevicePresence;
import io.tidemark.protocol.Role;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Memberships that run out, and those that were ended and begun again. */
@ParameterizedClass
@EnumSource
class MembershipEndTest {
  private final TestGateway gateway;

  MembershipEndTest(Settings.Pipeline pipeline) {
    this.gateway = new TestGateway(pipeline);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void a_membership_that_runs_out_ends_its_deltas_within_a_second_and_its_watermarks() {
    UUID stays = gateway.hub.folder("ann");
    UUID ends = gateway.hub.folder();
    long endMillis = nowMillis() + 400;
    gateway.hub.join(ends, "ann", Role.VIEWER, endMillis);
    gateway.hub.remember("ann", "d2", ends, 0);
    TestDevice socket = gateway.connect("ann", "d1");
    socket.next("welcome");
    socket.next("live");
    TestStream stream = TestStream.open(gateway, "/v1/events?device=d3&access_token=ann", Map.of());
    stream.next("retry");
    stream.next("welcome");
    stream.next("live");

    assertThat(socket.next("left").getString("ns")).isEqualTo(ends.toString());
    assertThat(stream.next("left").data()).contains(ends.toString());
    assertThat(nowMillis()).isBetween(endMillis, endMillis + 1_000);
    assertThat(gateway.hub.watermark("ann", "d2", ends)).isNull();

    gateway.commit(ends, 1);
    gateway.commit(stays, 1);
    assertThat(socket.next("delta").getString("ns")).isEqualTo(stays.toString());
  }

  @Test
  void an_answer_that_was_on_its_way_does_not_bring_back_what_ran_out() {
    UUID ends = gateway.hub.folder();
    UUID other = gateway.hub.folder();
    gateway.hub.join(ends, "ann", Role.VIEWER, nowMillis() + 300);
    TestDevice device = gateway.connect("ann", "d1");
    device.next("welcome");
    device.next("live");
    device.next("left");

    // The database still has it, as a moment before.
    gateway.join(other, "ann");
    assertThat(device.next("joined").getString("ns")).isEqualTo(other.toString());
    gateway.commit(ends, 1);
    gateway.commit(other, 1);
    assertThat(device.next("delta").getString("ns")).isEqualTo(other.toString());
  }

  @Test
  void who_left_and_joined_again_unseen_begins_anew() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    gateway.hub.remember("ann", "d1", ns, 3);
    TestDevice device = gateway.connect("ann", "d1");
    device.next("welcome");
    device.next("live");

    gateway.hub.leave(ns, "ann");
    gateway.join(ns, "ann");

    assertThat(device.next("left").getString("ns")).isEqualTo(ns.toString());
    assertThat(device.next("joined").getLong("watermark")).isZero();
    assertThat(device.next("delta").getLong("from")).isZero();
  }

  @Test
  void a_cursor_from_before_the_user_left_and_joined_again_skips_nothing() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    TestStream stream = TestStream.open(gateway, "/v1/events?device=d1&access_token=ann", Map.of());
    stream.next("retry");
    stream.next("welcome");
    stream.next("delta");
    String cursor = stream.next("live").id();

    gateway.leave(ns, "ann");
    stream.next("left");
    gateway.join(ns, "ann");
    TestDevice back = gateway.connect("ann");
    back.send("{\"type\":\"hello\",\"device\":\"d1\",\"cursor\":\"" + cursor + "\"}");

    back.next("welcome");
    assertThat(back.next("delta").getLong("from")).isZero();
  }

  @Test
  void a_stream_is_given_a_cursor_right_after_left_that_does_not_name_the_folder() {
    UUID ends = gateway.hub.folder("ann");
    UUID stays = gateway.hub.folder("ann");
    gateway.hub.commit(ends, 2);
    gateway.hub.commit(stays, 2);
    TestStream stream = TestStream.open(gateway, "/v1/events?device=d1&access_token=ann", Map.of());
    stream.until("live");

    gateway.leave(ends, "ann");

    stream.next("left");
    String cursor = stream.next("live").id();
    assertThat(cursor).isNotNull().isEqualTo(stream.lastId());
    gateway.hub.join(ends, "ann");
    TestDevice back = gateway.connect("ann");
    back.send("{\"type\":\"hello\",\"device\":\"d1\",\"cursor\":\"" + cursor + "\"}");
    back.next("welcome");
    JsonObject delta = back.next("delta");
    assertThat(delta.getString("ns")).isEqualTo(ends.toString());
    assertThat(delta.getLong("from")).isZero();
    back.next("live");
  }

  @Test
  void it_is_known_who_is_connected_by_what_and_who_is_gone() {
    gateway.hub.folder("ann");
    TestDevice device = gateway.connect("ann", "d1");
    device.next("welcome");
    assertThat(gateway.hub.presence("ann", "d1"))
        .extracting(DevicePresence::kind, DevicePresence::transport)
        .containsExactly(DevicePresence.Kind.CONNECTED, "websocket");

    device.close();
    TestGateway.until(() -> gateway.hub.presence("ann", "d1").kind() == DevicePresence.Kind.GONE);
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
