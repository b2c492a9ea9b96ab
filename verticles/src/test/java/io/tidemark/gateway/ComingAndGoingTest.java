package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.Settings;
import io.tidemark.gateway.TestGateway.Changed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Drains, moves to other homes, and more devices than can be let in. */
@ParameterizedClass
@EnumSource
class ComingAndGoingTest {
  private final Settings.Pipeline pipeline;
  private TestGateway gateway;

  ComingAndGoingTest(Settings.Pipeline pipeline) {
    this.pipeline = pipeline;
    this.gateway = new TestGateway(pipeline);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void a_drain_tells_devices_one_after_the_other_and_serves_those_that_are_still_there() {
    restart(options -> options.departures(4));
    UUID ns = gateway.hub.folder("ann");
    List<TestDevice> devices = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      TestDevice device = gateway.connect("ann", "d" + i);
      device.until("live");
      devices.add(device);
    }

    Future<Void> stopped = gateway.beginStop();
    TestGateway.until(() -> gateway.drain.hasBegun());
    gateway.commit(ns, 1);

    for (TestDevice device : devices) {
      device.untilApplied(ns, 1);
      device.until("reconnect");
      assertThat(device.closeCode()).isEqualTo(1001);
    }
    TestGateway.await(stopped);
    assertThat(gateway.connected().size()).isZero();
  }

  @Test
  void who_comes_during_a_drain_is_told_when_to_come_to_another() {
    gateway.drain.begin();
    TestDevice device = gateway.connect("ann");

    assertThat(device.next("reconnect").getInteger("afterMs"))
        .isBetween(0, Departures.SPREAD_MILLIS);
    assertThat(device.closeCode()).isEqualTo(1001);
    TestStream stream =
        TestStream.open(gateway, "/v1/events?device=d1", Map.of("Authorization", "Bearer ann"));
    assertThat(stream.response().statusCode()).isEqualTo(503);
    assertThat(stream.response().getHeader("Connection")).isEqualTo("close");
    assertThat(stream.response().getHeader("Retry-After")).matches("[1-9][0-9]*");
  }

  @Test
  void a_drain_that_is_hurried_tells_all_at_once() {
    restart(options -> options.departures(1));
    List<TestDevice> devices = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TestDevice device = gateway.connect("ann", "d" + i);
      device.until("live");
      devices.add(device);
    }
    long beginNanos = System.nanoTime();
    Future<Void> stopped = gateway.beginStop();
    gateway.drain.hurry();
    TestGateway.await(stopped);

    for (TestDevice device : devices) {
      device.until("reconnect");
      assertThat(device.closeCode()).isEqualTo(1001);
    }
    // At one a second, or within the time of a drain, it would take five.
    assertThat(System.nanoTime() - beginNanos).isLessThan(4_500_000_000L);
  }

  @Test
  void a_device_of_another_node_is_sent_there_once_and_served_here_if_it_comes_back() {
    gateway.elsewhere.put("ann", "http://other.example");
    TestDevice device = gateway.connect("ann", "d1");

    JsonObject reconnect = device.next("reconnect");
    assertThat(reconnect.getString("url")).isEqualTo("http://other.example");
    assertThat(device.closeCode()).isEqualTo(1001);
    TestDevice again = gateway.connect("ann", "d1");
    again.next("welcome");
    again.until("live");
    again.hearsNothing();
    assertThat(gateway.count("devices.sent.home")).isEqualTo(1);
  }

  @Test
  void a_device_whose_home_moves_is_told_and_others_hear_nothing() {
    restart(options -> options.heartbeat(1_000));
    TestDevice ann = gateway.connect("ann", "d1");
    TestDevice bob = gateway.connect("bob", "d1");
    ann.until("live");
    bob.until("live");

    gateway.elsewhere.put("ann", "http://other.example");

    assertThat(ann.next("reconnect").getString("url")).isEqualTo("http://other.example");
    assertThat(ann.closeCode()).isEqualTo(1001);
    bob.hearsNothing();
  }

  @Test
  void a_herd_beyond_the_budget_is_told_when_to_come_and_costs_others_no_push() {
    restart(options -> options.hellos(100));
    UUID ns = gateway.hub.folder("bob");
    TestDevice established = gateway.connect("bob", "d1");
    established.until("live");
    List<Future<TestDevice>> herd = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      herd.add(TestDevice.tryConnect(gateway, "ann" + i, List.of("tidemark.v1")));
    }
    gateway.commit(ns, 1);
    established.untilApplied(ns, 1);

    int refused = 0;
    for (Future<TestDevice> one : herd) {
      TestDevice device = settled(one);
      if (device == null) {
        refused++;
        continue;
      }
      device.send("{\"type\":\"hello\",\"device\":\"d\"}");
      JsonObject first = device.nextAny();
      if (first.getString("type").equals("reconnect")) {
        refused++;
        assertThat(first.getInteger("afterMs")).isBetween(500, 5_000);
        assertThat(device.closeCode()).isEqualTo(1013);
      } else {
        device.until("live");
      }
    }
    assertThat(refused).isBetween(50, 180);
    assertThat(gateway.connected().size()).isEqualTo(201 - refused);
    gateway.commit(ns, 1);
    established.untilApplied(ns, 2);
  }

  /** Null where it was refused before the handshake. */
  private static TestDevice settled(Future<TestDevice> one) {
    TestGateway.until(one::isComplete);
    return one.result();
  }

  private void restart(UnaryOperator<Changed> change) {
    gateway.close();
    gateway = new TestGateway(change.apply(new Changed().pipeline(pipeline)));
  }
}
