package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.Settings;
import io.tidemark.gateway.TestGateway.Changed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device must not do, and what it is told; its neighbour notices nothing. */
@ParameterizedClass
@EnumSource
class RefusalsTest {
  private static final String HELLO = "{\"type\":\"hello\",\"device\":\"d1\"}";

  private final Settings.Pipeline pipeline;
  private TestGateway gateway;

  RefusalsTest(Settings.Pipeline pipeline) {
    this.pipeline = pipeline;
    this.gateway = new TestGateway(pipeline);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          not JSON                                     | {"type":
          no object                                    | []
          no type                                      | {"device":"d1"}
          unknown type                                 | {"type":"subscribe"}
          a frame only the hub sends                   | {"type":"welcome"}
          an empty frame                               | ''
          a device that is no name                     | {"type":"hello","device":"a b"}
          a device of the wrong type                   | {"type":"hello","device":7}
          a key twice                                  | {"type":"hello","device":"d1","device":"d2"}
          two objects                                  | {"type":"ping"}{"type":"ping"}
          watermarks that are none                     | {"type":"hello","device":"d1","watermarks":{"x":1}}
          a negative watermark                         | {"type":"hello","device":"d1","watermarks":{"00000000-0000-0001-0000-000000000001":-1}}
          a cursor that is none                        | {"type":"hello","device":"d1","cursor":"abc"}
          an ack before hello                          | {"type":"ack","watermarks":{}}
          a refresh before hello                       | {"type":"refresh","token":"ann"}
          """)
  void what_cannot_be_read_is_4400(String what, String frame) {
    TestDevice neighbour = gateway.connect("bob", "d1");
    neighbour.until("live");
    TestDevice device = gateway.connect("ann");

    device.send(frame);

    JsonObject error = device.next("error");
    assertThat(error.getString("code")).as(what).isEqualTo("malformed");
    assertThat(error.getString("message")).isNotEmpty();
    assertThat(device.closeCode()).isEqualTo(4400);
    neighbour.hearsNothing();
  }

  @Test
  void a_binary_frame_is_4400() {
    TestDevice device = gateway.connect("ann");
    device.socket().writeBinaryMessage(Buffer.buffer("{\"type\":\"ping\"}"));

    assertThat(device.next("error").getString("message")).contains("binary");
    assertThat(device.closeCode()).isEqualTo(4400);
  }

  @Test
  void text_that_is_not_utf_8_is_4400() {
    TestDevice device = gateway.connect("ann");
    // An empty text frame, continued with bytes of our choice.
    device.socket().writeFrame(WebSocketFrame.textFrame("{", false));
    device
        .socket()
        .writeFrame(
            WebSocketFrame.continuationFrame(Buffer.buffer(new byte[] {(byte) 0xff}), true));

    assertThat(device.next("error").getString("message")).contains("UTF-8");
    assertThat(device.closeCode()).isEqualTo(4400);
  }

  @Test
  void hello_twice_is_4400() {
    TestDevice device = gateway.connect("ann", "d1");
    device.until("live");
    device.send(HELLO);

    assertThat(device.next("error").getString("message")).contains("hello");
    assertThat(device.closeCode()).isEqualTo(4400);
  }

  @Test
  void a_frame_of_64_kib_is_read_and_one_byte_more_is_4413() {
    TestDevice device = gateway.connect("ann");
    String ping = "{\"type\":\"ping\",\"pad\":\"";
    device.send(ping + "x".repeat(65_536 - ping.length() - 2) + "\"}");
    device.next("pong");

    device.send(ping + "x".repeat(65_537 - ping.length() - 2) + "\"}");

    assertThat(device.next("error").getString("code")).isEqualTo("frame_too_large");
    assertThat(device.closeCode()).isEqualTo(4413);
  }

  @Test
  void fragments_are_joined_up_to_64_kib() {
    TestDevice device = gateway.connect("ann");
    device.socket().writeFrame(WebSocketFrame.textFrame("{\"type\":", false));
    device.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("\"pi"), false));
    device.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("ng\"}"), true));
    device.next("pong");

    device.socket().writeFrame(WebSocketFrame.textFrame("x".repeat(40_000), false));
    device
        .socket()
        .writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(40_000)), false));

    assertThat(device.next("error").getString("code")).isEqualTo("frame_too_large");
    assertThat(device.closeCode()).isEqualTo(4413);
  }

  @Test
  void a_frame_far_too_large_is_4413() {
    TestDevice device = gateway.connect("ann");
    device.socket().writeFrame(WebSocketFrame.textFrame("x".repeat(1 << 20), true));

    assertThat(device.closeCode()).isEqualTo(4413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bad", ""})
  void a_token_that_is_no_good_or_missing_is_4401(String token) {
    TestDevice device = gateway.connect(token);

    assertThat(device.next("error").getString("code")).isEqualTo("unauthorized");
    assertThat(device.closeCode()).isEqualTo(4401);
    assertThat(gateway.connected().size()).isZero();
  }

  @Test
  void a_token_that_expires_is_4401_unless_it_is_refreshed() {
    TestDevice expires = gateway.connect("ann//2", "d1");
    TestDevice refreshed = gateway.connect("ann//2", "d2");
    refreshed.until("live");
    refreshed.send("{\"type\":\"refresh\",\"token\":\"ann//3600\"}");

    expires.until("error");
    assertThat(expires.closeCode()).isEqualTo(4401);
    refreshed.hearsNothing();
  }

  @Test
  void a_refresh_that_shortens_the_token_counts() {
    TestDevice device = gateway.connect("ann", "d1");
    device.until("live");
    device.send("{\"type\":\"refresh\",\"token\":\"ann//1\"}");

    assertThat(device.next("error").getString("code")).isEqualTo("unauthorized");
    assertThat(device.closeCode()).isEqualTo(4401);
  }

  @Test
  void a_refresh_with_a_bad_token_is_4401_and_with_anothers_4403() {
    TestDevice bad = gateway.connect("ann", "d1");
    bad.until("live");
    bad.send("{\"type\":\"refresh\",\"token\":\"bad\"}");
    assertThat(bad.closeCode()).isEqualTo(4401);

    TestDevice other = gateway.connect("ann", "d2");
    other.until("live");
    other.send("{\"type\":\"refresh\",\"token\":\"eve\"}");
    assertThat(other.closeCode()).isEqualTo(4403);
  }

  @Test
  void a_token_for_one_device_cannot_speak_for_another() {
    TestDevice device = gateway.connect("ann/d7", "d1");

    assertThat(device.next("error").getString("code")).isEqualTo("forbidden");
    assertThat(device.closeCode()).isEqualTo(4403);
  }

  @Test
  void no_hello_in_time_is_4408() {
    restart(options -> options.hello(300));
    TestDevice device = gateway.connect("ann");
    device.send("{\"type\":\"ping\"}");
    device.next("pong");

    assertThat(device.next("error").getString("code")).isEqualTo("no_hello");
    assertThat(device.closeCode()).isEqualTo(4408);
  }

  @Test
  void the_same_device_again_replaces_the_old_connection() {
    UUID ns = gateway.hub.folder("ann");
    TestDevice first = gateway.connect("ann", "d1");
    first.until("live");
    TestDevice second = gateway.connect("ann", "d1");

    assertThat(first.next("error").getString("code")).isEqualTo("replaced");
    assertThat(first.closeCode()).isEqualTo(4409);
    second.until("live");
    gateway.commit(ns, 1);
    second.untilApplied(ns, 1);
    assertThat(gateway.connected().size()).isEqualTo(1);
  }

  @Test
  void too_many_of_one_user_is_4429_and_others_still_come() {
    restart(options -> options.perUser(2));
    gateway.connect("ann", "d1").until("live");
    gateway.connect("ann", "d2").until("live");
    TestDevice third = gateway.connect("ann");

    assertThat(third.next("error").getString("code")).isEqualTo("too_many");
    assertThat(third.closeCode()).isEqualTo(4429);
    gateway.connect("bob", "d1").until("live");
    assertThat(gateway.connected().size()).isEqualTo(3);
  }

  @Test
  void too_many_in_all_is_1013_and_a_place_that_is_given_back_is_free() {
    restart(options -> options.connections(2));
    gateway.connect("ann", "d1").until("live");
    TestDevice leaving = gateway.connect("bob", "d1");
    leaving.until("live");

    TestDevice third = gateway.connect("eve");
    third.until("error");
    assertThat(third.closeCode()).isEqualTo(1013);

    leaving.close();
    gateway.connect("eve", "d1").until("live");
  }

  @Test
  void too_many_messages_are_4429() {
    TestDevice device = gateway.connect("ann");
    for (int message = 0; message < 400; message++) {
      device.send("{\"type\":\"ping\"}");
    }

    assertThat(device.until("error").getString("code")).isEqualTo("too_many");
    assertThat(device.closeCode()).isEqualTo(4429);
  }

  @Test
  void an_ack_above_head_is_4400() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    TestDevice device = gateway.connect("ann", "d1");
    device.until("live");
    device.send("{\"type\":\"ack\",\"watermarks\":{\"" + ns + "\":4}}");

    assertThat(device.next("error").getString("message")).contains("4").contains("head is 3");
    assertThat(device.closeCode()).isEqualTo(4400);
  }

  @Test
  void an_ack_for_a_namespace_one_is_not_in_is_4400() {
    UUID ns = gateway.hub.folder("bob");
    gateway.hub.commit(ns, 3);
    TestDevice device = gateway.connect("ann", "d1");
    device.until("live");
    device.send("{\"type\":\"ack\",\"watermarks\":{\"" + ns + "\":1}}");

    assertThat(device.next("error").getString("message")).contains(ns.toString());
    assertThat(device.closeCode()).isEqualTo(4400);
  }

  @Test
  void another_subprotocol_is_refused_and_none_is_accepted() throws Exception {
    assertThat(
            TestDevice.tryConnect(gateway, "ann", List.of("mqtt"))
                .toCompletionStage()
                .toCompletableFuture())
        .failsWithin(java.time.Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class,
            rejected -> assertThat(rejected.getStatus()).isEqualTo(400));
    TestDevice none = TestGateway.await(TestDevice.tryConnect(gateway, "ann", List.of()));
    none.send(HELLO);
    none.next("welcome");
    assertThat(gateway.connect("ann").socket().subProtocol()).isEqualTo("tidemark.v1");
  }

  @Test
  void a_node_that_goes_down_says_when_to_come_back_and_closes_with_1001() {
    TestDevice device = gateway.connect("ann", "d1");
    device.until("live");

    gateway.stopLoops();

    assertThat(device.next("reconnect").getInteger("afterMs")).isBetween(0, 3_000);
    assertThat(device.closeCode()).isEqualTo(1001);
    assertThat(gateway.connected().size()).isZero();
  }

  @Test
  void every_refusal_is_counted() {
    gateway.connect("bad").closeCode();

    assertThat(
            gateway
                .metrics
                .get("connections_closed_total")
                .tag("code", "unauthorized")
                .counter()
                .count())
        .isEqualTo(1);
  }

  private void restart(java.util.function.UnaryOperator<Changed> change) {
    gateway.close();
    gateway = new TestGateway(change.apply(new Changed().pipeline(pipeline)));
  }
}
