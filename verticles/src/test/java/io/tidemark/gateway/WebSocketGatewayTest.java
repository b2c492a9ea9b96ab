package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.Settings;
import io.tidemark.flow.Entries;
import io.tidemark.flow.FolderChange;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.Role;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class WebSocketGatewayTest {
  private final Settings.Pipeline pipeline;
  private TestGateway gateway;

  WebSocketGatewayTest(Settings.Pipeline pipeline) {
    this.pipeline = pipeline;
    this.gateway = new TestGateway(pipeline);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void welcome_then_catch_up_then_live_then_pushes() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    TestDevice device = gateway.connect("ann", "d1");

    JsonObject welcome = device.next("welcome");
    assertThat(welcome.getString("node")).isEqualTo("n1");
    assertThat(welcome.getInteger("heartbeatSeconds")).isEqualTo(25);
    JsonObject namespace = welcome.getJsonArray("namespaces").getJsonObject(0);
    assertThat(namespace.getString("ns")).isEqualTo(ns.toString());
    assertThat(namespace.getLong("head")).isEqualTo(3);
    assertThat(namespace.getLong("watermark")).isZero();
    JsonObject delta = device.next("delta");
    assertThat(delta.getLong("from")).isZero();
    assertThat(delta.getLong("to")).isEqualTo(3);
    assertThat(delta.getJsonArray("changes")).hasSize(3);
    JsonObject live = device.next("live");
    assertThat(gateway.cursors.decode(live.getString("cursor")).positions())
        .isEqualTo(Map.of(ns, new CursorPosition(1, 3)));

    gateway.commit(ns, 1);
    assertThat(device.next("delta").getLong("to")).isEqualTo(4);
  }

  @Test
  void a_device_at_head_is_live_at_once() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    TestDevice device = gateway.connect("ann").has(ns, 3);
    device.send(hello(Map.of(ns, 3L)));

    assertThat(namespace(device.next("welcome")).getLong("watermark")).isEqualTo(3);
    device.next("live");
    assertThat(gateway.hub.reads()).isZero();
    assertThat(gateway.hub.watermark("ann", "d1", ns)).isEqualTo(3);
  }

  @Test
  void a_cursor_says_where_to_go_on() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 5);
    String cursor = gateway.cursors.encode(new Cursor(Map.of(ns, new CursorPosition(1, 4))));
    TestDevice device = gateway.connect("ann").has(ns, 4);
    device.send("{\"type\":\"hello\",\"device\":\"d1\",\"cursor\":\"" + cursor + "\"}");

    device.next("welcome");
    assertThat(device.next("delta").getLong("from")).isEqualTo(4);
    device.next("live");
  }

  @Test
  void a_device_that_asked_for_cursors_gets_one_after_deltas() {
    UUID ns = gateway.hub.folder("ann", "bob");
    TestDevice asks = gateway.connect("ann");
    asks.send("{\"type\":\"hello\",\"device\":\"d1\",\"cursors\":true}");
    assertThat(at(asks.until("live"), ns)).isZero();
    TestDevice silent = gateway.connect("bob", "d1");
    silent.until("live");

    gateway.commit(ns, 3);

    asks.next("delta");
    assertThat(at(asks.next("live"), ns)).isEqualTo(3);
    silent.next("delta");
    silent.hearsNothing();
    asks.hearsNothing();
  }

  @Test
  void a_partial_cursor_goes_on_where_the_hub_remembers() {
    UUID named = gateway.hub.folder("ann");
    UUID other = gateway.hub.folder("ann");
    UUID unknown = gateway.hub.folder("ann");
    for (UUID ns : List.of(named, other, unknown)) {
      gateway.hub.commit(ns, 5);
    }
    gateway.hub.remember("ann", "d1", other, 4);
    String cursor =
        gateway.cursors.encode(
            new Cursor(new LinkedHashMap<>(Map.of(named, new CursorPosition(1, 3))), true));
    TestDevice device = gateway.connect("ann").has(named, 3).has(other, 4);
    device.send("{\"type\":\"hello\",\"device\":\"d1\",\"cursor\":\"" + cursor + "\"}");

    device.next("welcome");
    Map<UUID, Long> from = new HashMap<>();
    for (int index = 0; index < 3; index++) {
      JsonObject delta = device.next("delta");
      from.put(UUID.fromString(delta.getString("ns")), delta.getLong("from"));
    }
    assertThat(from).isEqualTo(Map.of(named, 3L, other, 4L, unknown, 0L));
    device.next("live");
  }

  private long at(JsonObject live, UUID ns) {
    return Objects.requireNonNull(
            gateway.cursors.decode(live.getString("cursor")).positions().get(ns))
        .seq();
  }

  @Test
  void a_device_that_says_nothing_goes_on_where_it_acked() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 5);
    gateway.hub.remember("ann", "d1", ns, 2);
    TestDevice device = gateway.connect("ann", "d1").has(ns, 2);

    assertThat(namespace(device.next("welcome")).getLong("watermark")).isEqualTo(2);
    assertThat(device.next("delta").getLong("from")).isEqualTo(2);
  }

  @Test
  void many_files_come_in_whole_deltas_and_very_many_truncated() {
    UUID some = gateway.hub.folder("ann");
    gateway.hub.commit(some, 250);
    UUID many = gateway.hub.folder("ann");
    gateway.hub.commit(many, 2_500);
    TestDevice device = gateway.connect("ann", "d1");
    device.next("welcome");
    List<JsonObject> deltas = new ArrayList<>();
    for (int count = 0; count < 4; count++) {
      deltas.add(device.next("delta"));
    }
    device.next("live");

    assertThat(deltas.stream().filter(delta -> delta.getBoolean("truncated")))
        .singleElement()
        .satisfies(delta -> assertThat(delta.getString("ns")).isEqualTo(many.toString()))
        .satisfies(delta -> assertThat(delta.getJsonArray("changes")).hasSize(100));
    assertThat(device.applied(some)).isEqualTo(250);
    assertThat(device.applied(many)).isEqualTo(2_500);
  }

  @Test
  void a_storm_becomes_one_delta_per_window() {
    UUID ns = gateway.hub.folder("ann", "bob");
    TestDevice ann = live("ann", "d1");
    TestDevice bob = live("bob", "d1");

    for (int commit = 0; commit < 500; commit++) {
      gateway.commit(ns, 1);
    }
    ann.untilApplied(ns, 500);
    bob.untilApplied(ns, 500);

    // Counted after it was written: a device may have it before.
    TestGateway.until(() ->
        gateway.count("deltas_suppressed_total") + gateway.count("deltas_sent_total") == 1000);
    assertThat(gateway.count("deltas_sent_total")).isLessThan(100);
  }

  @Test
  void what_no_push_told_of_is_read_once_a_comparison_of_heads_has_found_it() {
    UUID ns = gateway.hub.folder("ann", "bob");
    TestDevice ann = live("ann", "d1");
    TestDevice bob = live("bob", "d1");

    gateway.hub.commit(ns, 2); // Never passes.
    gateway.notice(ns, 1, 2);
    ann.untilApplied(ns, 2);
    bob.untilApplied(ns, 2);
    gateway.notice(ns, 1, 2);
    gateway.notice(ns, 1, 1);
    gateway.commit(ns, 1);
    ann.untilApplied(ns, 3);

    TestGateway.until(() -> gateway.count("sweep.owed") == 2);
    assertThat(gateway.hub.reads()).isEqualTo(2);
  }

  @Test
  void a_hole_in_the_stream_is_read_from_the_journal() {
    UUID ns = gateway.hub.folder("ann");
    TestDevice device = live("ann", "d1");

    gateway.hub.commit(ns, 2); // Never passes.
    gateway.commit(ns, 1);

    device.untilApplied(ns, 3);
    assertThat(gateway.hub.reads()).isEqualTo(1);
  }

  @Test
  void a_repeated_change_is_not_sent_twice() {
    UUID ns = gateway.hub.folder("ann");
    TestDevice device = live("ann", "d1");

    FolderChange change = gateway.hub.commit(ns, 1);
    gateway.pass(change);
    device.untilApplied(ns, 1);
    gateway.pass(change);
    gateway.commit(ns, 1);
    device.untilApplied(ns, 2);
    device.hearsNothing();
  }

  @Test
  void a_journal_that_is_away_for_a_moment_is_asked_again() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    gateway.hub.failReads(2);
    TestDevice device = gateway.connect("ann", "d1");

    device.untilApplied(ns, 3);
    device.next("live");
    assertThat(gateway.count("catchup_read_failures_total")).isEqualTo(2);
  }

  @Test
  void a_journal_that_does_not_reach_back_is_a_reset_and_goes_on_from_head() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 9);
    gateway.hub.trim(ns, 5);
    TestDevice device = gateway.connect("ann").has(ns, 2);
    device.send(hello(Map.of(ns, 2L)));

    device.next("welcome");
    assertThat(device.next("reset").getLong("head")).isEqualTo(9);
    device.next("live");
    gateway.commit(ns, 1);
    assertThat(device.next("delta").getLong("from")).isEqualTo(9);
  }

  @Test
  void a_watermark_above_head_or_of_another_epoch_is_a_reset() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    TestDevice ahead = gateway.connect("ann");
    ahead.send(hello(Map.of(ns, 4L)));
    ahead.next("welcome");
    assertThat(ahead.next("reset").getLong("head")).isEqualTo(3);
    ahead.next("live");

    String cursor = gateway.cursors.encode(new Cursor(Map.of(ns, new CursorPosition(7, 2))));
    TestDevice older = gateway.connect("ann");
    older.send("{\"type\":\"hello\",\"device\":\"d2\",\"cursor\":\"" + cursor + "\"}");
    older.next("welcome");
    assertThat(older.next("reset").getInteger("epoch")).isEqualTo(1);
    older.next("live");
  }

  @Test
  void a_journal_that_is_replaced_while_connected_is_a_reset() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 3);
    TestDevice device = gateway.connect("ann").has(ns, 3);
    device.send(hello(Map.of(ns, 3L)));
    device.next("welcome");
    device.next("live");

    gateway.hub.renew(ns, 2);
    gateway.commit(ns, 1);

    JsonObject reset = device.next("reset");
    assertThat(reset.getInteger("epoch")).isEqualTo(2);
    assertThat(reset.getLong("head")).isEqualTo(4);
    gateway.commit(ns, 1);
    device.untilApplied(ns, 5);
  }

  @Test
  void a_change_that_passes_after_the_heads_were_read_and_before_interest_is_known_arrives() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.afterHeadsAreRead(() -> gateway.commit(ns, 2));
    TestDevice device = gateway.connect("ann", "d1");

    device.untilApplied(ns, 2);
    device.next("live");
    gateway.commit(ns, 1);
    device.untilApplied(ns, 3);
  }

  @Test
  void the_same_where_so_much_passed_that_it_is_forgotten() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.afterHeadsAreRead(() -> {
      gateway.commit(ns, 2);
      for (int other = 0; other < 70_000; other++) {
        gateway.pass(Entries.change(new UUID(9, other), 1, 0, 1));
      }
    });
    TestDevice device = gateway.connect("ann", "d1");

    device.untilApplied(ns, 2);
    device.next("live");
  }

  @Test
  void a_folder_that_is_left_during_the_greeting_is_not_followed() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 1);
    gateway.hub.afterHeadsAreRead(() -> gateway.leave(ns, "ann"));
    TestDevice device = gateway.connect("ann", "d1");
    JsonObject welcome = device.next("welcome");
    boolean shown = !welcome.getJsonArray("namespaces").isEmpty();
    device.until(shown ? "left" : "live");

    gateway.commit(ns, 1);
    TestDevice other = live("ann", "d2");
    other.hearsNothing();
    device.send("{\"type\":\"ping\"}");
    assertThat(device.until("pong")).isNotNull();
    assertThat(device.applied(ns)).isLessThan(2);
  }

  @Test
  void acks_are_remembered_and_only_go_up() {
    UUID ns = gateway.hub.folder("ann");
    gateway.hub.commit(ns, 5);
    TestDevice device = gateway.connect("ann", "d1");
    device.until("live");

    device.send(ack(ns, 4));
    device.send(ack(ns, 2));
    device.hearsNothing();

    assertThat(gateway.hub.watermark("ann", "d1", ns)).isEqualTo(4);
  }

  @Test
  void an_ack_of_what_the_device_read_by_itself_is_taken_and_not_pushed_again() {
    UUID ns = gateway.hub.folder("ann");
    TestDevice device = live("ann", "d1");
    FolderChange late = gateway.hub.commit(ns, 2);

    device.has(ns, 2).send(ack(ns, 2));
    device.hearsNothing();
    assertThat(gateway.hub.watermark("ann", "d1", ns)).isEqualTo(2);

    gateway.pass(late);
    gateway.commit(ns, 1);
    device.untilApplied(ns, 3);
  }

  @Test
  void joining_and_leaving_while_connected() {
    UUID ns = gateway.hub.folder("bob");
    gateway.hub.commit(ns, 2);
    TestDevice ann = live("ann", "d1");

    gateway.join(ns, "ann");
    JsonObject joined = ann.next("joined");
    assertThat(joined.getString("ns")).isEqualTo(ns.toString());
    assertThat(joined.getString("role")).isEqualTo("editor");
    ann.untilApplied(ns, 2);
    gateway.commit(ns, 1);
    ann.untilApplied(ns, 3);

    gateway.leave(ns, "ann");
    assertThat(ann.next("left").getString("ns")).isEqualTo(ns.toString());
    gateway.commit(ns, 1);
    ann.send(ack(ns, 3));
    ann.hearsNothing();

    gateway.join(ns, "ann");
    ann.has(ns, 0).next("joined");
    ann.untilApplied(ns, 4);
  }

  @Test
  void a_database_that_is_away_for_a_moment_delays_joining_and_nothing_else() {
    gateway.close();
    gateway = new TestGateway(new TestGateway.Changed().pipeline(pipeline).heartbeat(300));
    UUID own = gateway.hub.folder("ann");
    UUID ns = gateway.hub.folder("bob");
    TestDevice ann = live("ann", "d1");

    gateway.hub.failHeads(2);
    gateway.join(ns, "ann");
    gateway.commit(own, 1);

    ann.untilApplied(own, 1);
    ann.until("joined");
    gateway.commit(ns, 1);
    ann.untilApplied(ns, 1);
  }

  @Test
  void a_database_that_is_away_at_the_greeting_is_1013() {
    gateway.hub.failHeads(1);
    TestDevice device = gateway.connect("ann", "d1");

    device.next("reconnect");
    assertThat(device.next("error").getString("code")).isEqualTo("overloaded");
    assertThat(device.closeCode()).isEqualTo(1013);
  }

  @Test
  void another_role_is_told_as_joined_again_and_the_same_is_not() {
    UUID ns = gateway.hub.folder("ann");
    TestDevice ann = live("ann", "d1");

    gateway.join(ns, "ann", Role.EDITOR);
    gateway.join(ns, "ann", Role.VIEWER);

    assertThat(ann.next("joined").getString("role")).isEqualTo("viewer");
    gateway.commit(ns, 1);
    ann.untilApplied(ns, 1);
  }

  @Test
  void a_device_that_leaves_costs_nothing_afterwards() {
    UUID ns = gateway.hub.folder("ann");
    TestDevice device = live("ann", "d1");
    assertThat(gateway.metrics.get("connections").tag("transport", "websocket").gauge().value())
        .isEqualTo(1);

    device.close();
    TestDevice other = live("eve", "d1");
    gateway.commit(ns, 1);
    other.hearsNothing();

    assertThat(gateway.connected().size()).isEqualTo(1);
    assertThat(gateway.metrics.get("connections").tag("transport", "websocket").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void the_lag_from_commit_to_socket_is_measured() {
    UUID ns = gateway.hub.folder("ann");
    TestDevice device = live("ann", "d1");
    gateway.commit(ns, 1);
    device.untilApplied(ns, 1);

    // Counted after it was written: the device may have it before.
    TestGateway.until(() -> gateway.metrics.get("notification_lag_seconds").timer().count() == 1);
    assertThat(gateway.metrics.scrape()).contains("notification_lag_seconds_bucket");
  }

  private TestDevice live(String user, String name) {
    TestDevice device = gateway.connect(user, name);
    device.until("live");
    return device;
  }

  private static JsonObject namespace(JsonObject welcome) {
    return welcome.getJsonArray("namespaces").getJsonObject(0);
  }

  private static String hello(Map<UUID, Long> watermarks) {
    JsonObject json = new JsonObject();
    watermarks.forEach((ns, seq) -> json.put(ns.toString(), seq));
    return "{\"type\":\"hello\",\"device\":\"d1\",\"watermarks\":" + json + "}";
  }

  private static String ack(UUID ns, long seq) {
    return "{\"type\":\"ack\",\"watermarks\":{\"" + ns + "\":" + seq + "}}";
  }
}
