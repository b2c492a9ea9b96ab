package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.faults.Eventually;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ServerFrame;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Devices that read a byte a second, or nothing at all, beside one that reads: the hub holds little
 * back for them, the neighbour gets its pushes in time, and when they wake they arrive at head.
 */
@Timeout(120)
class SlowDevicesIT {
  /** Of each kind: a byte a second and nothing, WebSocket and event stream. */
  private static final int DEVICES = Integer.getInteger("tidemark.slow.devices", 5);

  private static final int ROUNDS = Integer.getInteger("tidemark.slow.rounds", 6);
  private static final int FOLDERS = 8;
  private static final int FILES = 100;

  /** Small, so that little of what the hub believes to be on its way is in the kernel. */
  private static final int SOCKET_BYTES = 8192;

  private final TestHub hub = TestHub.get();
  private final TestClient alice = hub.newUser();
  private final TcpProxy crawling = TcpProxy.to(hub.base().getPort(), SOCKET_BYTES);
  private final TcpProxy standing = TcpProxy.to(hub.base().getPort(), SOCKET_BYTES);
  private final Map<UUID, Long> heads = new HashMap<>();
  private int files;

  @AfterEach
  void stop() {
    crawling.close();
    standing.close();
  }

  @Test
  void slow_devices_cost_little_disturb_nobody_and_arrive_when_they_wake() {
    List<UUID> folders = new ArrayList<>();
    for (int index = 0; index < FOLDERS; index++) {
      folders.add(UUID.fromString(alice.teamFolder("Slow " + index)));
    }
    UUID quiet = UUID.fromString(alice.teamFolder("Quiet"));
    List<Following> slow = new ArrayList<>();
    for (TcpProxy proxy : List.of(crawling, standing)) {
      TestClient through =
          new TestClient(
              URI.create("http://127.0.0.1:" + proxy.port()), alice.user(), alice.token());
      for (int index = 0; index < DEVICES; index++) {
        slow.add(Following.socket(TestSocket.hello(through, "ws" + index + "-" + proxy.port())));
        slow.add(
            Following.stream(
                TestEvents.open(through, "device=sse" + index + "-" + proxy.port(), null)));
      }
    }
    slow.forEach(Following::untilLive);
    try (TestSocket neighbour = TestSocket.hello(alice, "neighbour")) {
      neighbour.next(ServerFrame.Live.class);
      crawling.throttle(1);
      standing.blackHole();
      long heapBefore = heapBytes();

      Duration worst = Duration.ZERO;
      // The kernel takes megabytes for each before the hub feels anything.
      for (int round = 0; round < ROUNDS || (!feltBy(slow) && round < 5 * ROUNDS); round++) {
        folders.forEach(this::commitMany);
        worst = longer(worst, pushTime(neighbour, quiet));
      }

      assertThat(worst).as("the neighbour's slowest push").isLessThan(Duration.ofSeconds(3));
      Eventually.within(
          Duration.ofSeconds(20),
          () -> hub.metric("connections_slow") + " connections are slow",
          () -> feltBy(slow));
      double queued = hub.metric("connections_queued_bytes");
      double grown = heapBytes() - heapBefore;
      System.out.printf(
          "slow devices: %d slow, %.0f namespaces owed, %.0f bytes queued, %.1f MiB more heap;"
              + " slowest push beside them %d ms%n",
          slow.size(), hub.metric("namespaces_owed"), queued, grown / (1 << 20), worst.toMillis());
      assertThat(hub.metric("namespaces_owed"))
          .isBetween(1.0, (double) slow.size() * (FOLDERS + 2));
      assertThat(queued)
          .as("what waits in the sockets")
          .isLessThan(slow.size() * (65_536 + 1.2 * Limits.DELTA_BYTES));
      assertThat(grown).as("the heap's growth, with the clients in it").isLessThan(96 << 20);

      crawling.pass();
      standing.pass();
      slow.forEach(device -> device.untilAt(heads));
      hub.awaitMetric("connections_slow", count -> count == 0);
      hub.awaitMetric("namespaces_owed", count -> count == 0);
    } finally {
      slow.forEach(Following::close);
    }
  }

  private boolean feltBy(List<Following> slow) {
    return hub.metric("connections_slow") >= slow.size() * 0.9;
  }

  /** A batch whose delta has some 100 KiB. */
  private void commitMany(UUID ns) {
    String commits =
        IntStream.range(0, FILES)
            .mapToObj(index -> "{\"path\":\"/" + "x".repeat(300) + files++ + "\",\"blocks\":[]}")
            .collect(Collectors.joining(","));
    alice.post("/v1/namespaces/" + ns + "/commits", "{\"commits\":[" + commits + "]}").expect(200);
    heads.merge(ns, (long) FILES, Long::sum);
  }

  /** From a commit in a quiet folder to its push. */
  private Duration pushTime(TestSocket neighbour, UUID quiet) {
    long begin = System.nanoTime();
    alice.createFile(quiet.toString(), "/q" + files++).expect(201);
    long head = heads.merge(quiet, 1L, Long::sum);
    Eventually.within(
        Duration.ofSeconds(20),
        () -> "a push of " + head,
        () -> {
          ServerFrame.Delta delta = neighbour.next(ServerFrame.Delta.class);
          return delta.ns().equals(quiet) && delta.to() == head;
        });
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** A device's frames, on whatever they come; each delta is held against the one before. */
  private record Following(
      Supplier<ServerFrame> frames, Map<UUID, Long> applied, AutoCloseable connection) {

    static Following socket(TestSocket socket) {
      return new Following(socket::take, new HashMap<>(), socket);
    }

    static Following stream(TestEvents events) {
      return new Following(() -> events.take().frame(), new HashMap<>(), events);
    }

    void untilLive() {
      while (!(next() instanceof ServerFrame.Live)) {
        // Deltas before it are applied.
      }
    }

    void untilAt(Map<UUID, Long> heads) {
      while (!applied.equals(heads)) {
        next();
      }
    }

    private ServerFrame next() {
      ServerFrame frame = frames.get();
      if (frame instanceof ServerFrame.Delta delta) {
        assertThat(delta.from()).isEqualTo(applied.getOrDefault(delta.ns(), 0L));
        applied.put(delta.ns(), delta.to());
      }
      return frame;
    }

    void close() {
      try {
        connection.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
