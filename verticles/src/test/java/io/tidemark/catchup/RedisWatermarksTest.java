package io.tidemark.catchup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.config.RedisKeys;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.DevicePresence.Kind;
import io.tidemark.flow.DeviceState;
import io.tidemark.flow.Watermark;
import io.tidemark.http.TestHub;
import io.tidemark.journal.RedisLink;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisWatermarksTest {
  /** Nothing is written by the clock in these tests, only by flush. */
  private static final int NEVER = 3_600_000;

  private static final long JOINED = 1_700_000_000_000_001L;

  private final UUID one = UUID.randomUUID();
  private final UUID two = UUID.randomUUID();
  private final String user = "user-" + UUID.randomUUID();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Vertx vertx;
  private RedisLink redis;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    redis = RedisLink.open(vertx, SharedServers.redis().address());
    until(redis::isConnected);
  }

  @AfterEach
  void close() {
    TestHub.await(vertx.close());
  }

  @Test
  void the_highest_watermark_of_each_namespace_wins_whoever_writes_it() {
    RedisWatermarks here = store(NEVER, 100);
    RedisWatermarks there = store(NEVER, 100);
    here.put(device("d1"), one, at(5));
    here.put(device("d1"), one, at(3));
    here.put(device("d1"), two, at(1));
    TestHub.await(here.flush());
    there.put(device("d1"), one, at(4));
    there.put(device("d1"), two, at(9));
    TestHub.await(there.flush());
    assertThat(known(here, "d1")).isEqualTo(Map.of(one, at(5), two, at(9)));
    assertThat(known(here, "d2")).isEmpty();
  }

  @Test
  void who_leaves_takes_what_is_known_of_all_devices_in_that_namespace_along() {
    RedisWatermarks store = store(NEVER, 100);
    store.put(device("d1"), one, at(5));
    store.put(device("d1"), two, at(6));
    store.put(device("d2"), one, at(7));
    TestHub.await(store.flush());
    store.put(device("d2"), one, at(8));
    store.forget(user, one);
    TestHub.await(store.flush());
    assertThat(known(store, "d1")).isEqualTo(Map.of(two, at(6)));
    assertThat(known(store, "d2")).isEmpty();
  }

  @Test
  void devices_are_told_with_how_they_were_seen_and_how_far_they_are() {
    RedisWatermarks store = store(NEVER, 100);
    store.put(device("d1"), one, at(5));
    store.seen(device("d1"), seen(Kind.CONNECTED, "websocket", "first"));
    store.put(device("d2"), two, at(6));
    store.seen(device("d2"), seen(Kind.CONNECTED, "sse", "second"));
    store.put(device("d3"), one, at(7));
    TestHub.await(store.flush());
    // The end of one connection says nothing of another.
    store.seen(device("d1"), seen(Kind.GONE, "websocket", "earlier"));
    store.seen(device("d2"), seen(Kind.GONE, "sse", "second"));
    TestHub.await(store.flush());
    List<DeviceState> found =
        TestHub.await(store.devices(one, List.of("nobody-" + user, user))).stream()
            .sorted(Comparator.comparing(state -> state.name().device()))
            .toList();
    long now = System.currentTimeMillis() / 1_000;
    assertThat(found)
        .allSatisfy(state -> assertThat(state.seenSeconds()).isCloseTo(now, within(60L)));
    assertThat(found)
        .extracting(
            DeviceState::name,
            DeviceState::transport,
            DeviceState::connected,
            DeviceState::watermark)
        .containsExactly(
            tuple(device("d1"), "websocket", true, at(5)),
            tuple(device("d2"), "sse", false, null),
            tuple(device("d3"), "", false, at(7)));
  }

  private static DevicePresence seen(Kind kind, String transport, String session) {
    return new DevicePresence(kind, transport, session);
  }

  @Test
  void what_waits_to_be_written_is_known_already() {
    RedisWatermarks store = store(NEVER, 100);
    store.put(device("d1"), one, at(5));
    assertThat(known(store, "d1")).isEqualTo(Map.of(one, at(5)));
  }

  @Test
  void it_is_written_by_itself_after_a_while() {
    RedisWatermarks store = store(20, 100);
    RedisWatermarks other = store(NEVER, 100);
    store.put(device("d1"), one, at(5));
    until(() -> known(other, "d1").equals(Map.of(one, at(5))));
  }

  @Test
  void beyond_the_limit_newcomers_are_dropped_and_counted_and_others_still_rise() {
    RedisWatermarks store = store(NEVER, 2);
    store.put(device("d1"), one, at(1));
    store.put(device("d1"), two, at(1));
    store.put(device("d2"), one, at(1));
    store.put(device("d1"), one, at(7));
    assertThat(registry.get("watermarks.dropped").counter().count()).isEqualTo(1);
    TestHub.await(store.flush());
    assertThat(known(store, "d1")).isEqualTo(Map.of(one, at(7), two, at(1)));
    assertThat(known(store, "d2")).isEmpty();
  }

  @Test
  void while_redis_hangs_they_wait_and_are_written_when_it_is_back() throws Exception {
    RedisWatermarks store = store(NEVER, 100);
    signal("STOP");
    try {
      store.put(device("d1"), one, at(5));
      TestHub.await(store.flush());
      until(() -> !redis.isConnected());
      store.put(device("d1"), one, at(6));
    } finally {
      signal("CONT");
    }
    until(redis::isConnected);
    TestHub.await(store.flush());
    assertThat(known(store(NEVER, 1), "d1")).isEqualTo(Map.of(one, at(6)));
  }

  @Test
  void scripts_that_redis_has_forgotten_come_back() {
    RedisWatermarks store = store(NEVER, 100);
    TestHub.await(redis.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));
    store.put(device("d1"), one, at(5));
    TestHub.await(store.flush());
    until(() -> {
      TestHub.await(store.flush());
      return redis.isConnected()
          && TestHub.await(
                  redis.send(Request.cmd(Command.EXISTS).arg(RedisKeys.watermarks(user, "d1"))))
              .toBoolean();
    });
  }

  @Test
  void a_device_that_gives_no_sign_of_life_is_forgotten() {
    RedisWatermarks store = store(NEVER, 100);
    store.put(device("d1"), one, at(5));
    TestHub.await(store.flush());
    String key = RedisKeys.watermarks(user, "d1");
    assertThat(TestHub.await(redis.send(Request.cmd(Command.TTL).arg(key))).toInteger())
        .isBetween(86_000, 86_400);
  }

  private RedisWatermarks store(int flushMillis, int queueLimit) {
    return new RedisWatermarks(vertx, redis, flushMillis, queueLimit, Duration.ofDays(1), registry);
  }

  private Map<UUID, Watermark> known(RedisWatermarks store, String device) {
    return TestHub.await(store.get(device(device)));
  }

  private DeviceName device(String name) {
    return new DeviceName(user, name);
  }

  private static Watermark at(long seq) {
    return new Watermark(1, JOINED, seq);
  }

  private static void signal(String signal) throws Exception {
    String pid = Long.toString(SharedServers.redis().pid());
    new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      // The test's own time limit ends this.
      LockSupport.parkNanos(5_000_000);
    }
  }
}
