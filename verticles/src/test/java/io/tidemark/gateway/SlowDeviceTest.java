package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.Settings;
import io.tidemark.gateway.TestGateway.Changed;
import io.tidemark.protocol.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A device that reads slowly, or not at all, costs neither the hub nor its neighbours. */
@ParameterizedClass
@EnumSource
class SlowDeviceTest {
  private static final int CHANGE_BYTES = 20_000;
  private static final int CHANGES = 1_000;

  private final Settings.Pipeline pipeline;
  private TestGateway gateway;

  SlowDeviceTest(Settings.Pipeline pipeline) {
    this.pipeline = pipeline;
    this.gateway = new TestGateway(pipeline);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void a_device_that_pauses_gets_fewer_larger_deltas_and_arrives_at_head() {
    UUID ns = gateway.hub.folder("slow", "quick");
    TestDevice slow = gateway.connect("slow", "d1");
    slow.until("live");
    TestDevice quick = gateway.connect("quick", "d1");
    quick.until("live");

    slow.socket().pause();
    for (int change = 1; change <= CHANGES; change++) {
      gateway.pass(gateway.hub.commitLarge(ns, CHANGE_BYTES));
      if (change % 20 == 0) {
        quick.untilApplied(ns, change);
      }
    }
    double beforeSlow = gateway.count("deltas_sent_total");
    assertThat(beforeSlow).as("the slow one was not written to for long").isLessThan(600);
    TestGateway.until(() -> gateway.gauge("connections_slow") == 1);
    TestGateway.until(() -> gateway.gauge("namespaces_owed") == 1);
    assertThat(gateway.gauge("connections_queued_bytes"))
        .isBetween(1.0, 65_536 + 1.2 * Limits.DELTA_BYTES);

    slow.socket().resume();
    slow.untilApplied(ns, CHANGES);
    gateway.commit(ns, 1);
    slow.untilApplied(ns, CHANGES + 1L);
    quick.untilApplied(ns, CHANGES + 1L);
    TestGateway.until(() -> gateway.gauge("connections_slow") == 0);
    TestGateway.until(() -> gateway.gauge("namespaces_owed") == 0);
    TestGateway.until(() -> gateway.gauge("connections_queued_bytes") == 0);
  }

  @Test
  void a_slow_event_stream_arrives_at_head_too() {
    UUID ns = gateway.hub.folder("ann");
    TestStream stream =
        TestStream.open(gateway, "/v1/events?device=d1&access_token=ann", java.util.Map.of());
    stream.until("live");
    stream.response().pause();
    for (int change = 0; change < CHANGES; change++) {
      gateway.pass(gateway.hub.commitLarge(ns, CHANGE_BYTES));
    }
    TestGateway.until(() -> gateway.hub.head(ns) == CHANGES);
    stream.response().resume();

    long applied = 0;
    while (applied < CHANGES) {
      var delta = stream.until("delta").json();
      assertThat(delta.getLong("from")).isEqualTo(applied);
      applied = delta.getLong("to");
    }
    String id = stream.until("live").id();
    assertThat(gateway.cursors.decode(id).positions().get(ns).seq()).isEqualTo(CHANGES);
  }

  @Test
  void a_device_that_is_dead_is_given_up() {
    // Three of them are time enough for the one that lives, on a busy machine too.
    restart(new Changed().pipeline(pipeline).heartbeat(1_000));
    TestDevice alive = gateway.connect("ann", "d1");
    alive.until("live");
    NetSocket silent = rawWebSocket();
    TestGateway.until(() -> gateway.connected().size() == 2);

    TestGateway.until(() -> gateway.connected().size() == 1);

    assertThat(gateway.count("connections_dead_total")).isEqualTo(1);
    alive.hearsNothing();
    TestGateway.await(silent.close());
  }

  /** Upgrades, and then never answers anything, not even a ping. */
  private NetSocket rawWebSocket() {
    NetSocket socket =
        TestGateway.await(
            gateway
                .clients
                .createNetClient(new NetClientOptions())
                .connect(gateway.port(), "127.0.0.1"));
    TestGateway.await(
        socket.write(
            Buffer.buffer(
                """
                GET /v1/connect?access_token=eve HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13

                """
                    .replace("\n", "\r\n"))));
    return socket;
  }

  private void restart(Changed changed) {
    gateway.close();
    gateway = new TestGateway(changed);
  }
}
