package io.tidemark.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.ResetReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a node's gateway counts; one of it per node. */
public final class GatewayMetrics {
  private final Counter sent;
  private final Counter suppressed;
  private final Counter reads;
  private final Counter readFailures;
  private final Counter greetingFailures;
  private final Timer lag;
  private final Map<CloseCode, Counter> closed = new EnumMap<>(CloseCode.class);
  private final Map<ResetReason, Counter> resets = new EnumMap<>(ResetReason.class);
  private final Map<Refused, Counter> refused = new EnumMap<>(Refused.class);
  private final Counter sentHome;
  private final Counter dead;
  private final Counter noticed;
  private final AtomicInteger webSockets;
  private final AtomicInteger eventStreams;
  private final AtomicInteger longPolls;
  private final Backlog.Totals backlog;

  public GatewayMetrics(MeterRegistry registry) {
    webSockets = connections(registry, "websocket");
    eventStreams = connections(registry, "sse");
    longPolls = connections(registry, "longpoll");
    backlog = Backlog.Totals.of(registry);
    sent = registry.counter("deltas_sent_total");
    suppressed = registry.counter("deltas_suppressed_total");
    for (ResetReason reason : ResetReason.values()) {
      resets.put(reason, registry.counter("resets_sent_total", "reason", reason.wireName()));
    }
    reads = registry.counter("catchup_reads_total");
    greetingFailures = registry.counter("greetings_failed_total");
    readFailures = registry.counter("catchup_read_failures_total");
    noticed =
        Counter.builder("sweep.owed")
            .description("Devices that a comparison of heads found to lack something")
            .register(registry);
    dead = registry.counter("connections_dead_total");
    lag =
        Timer.builder("notification_lag_seconds")
            .description("from a commit to the write to the sockets of one event loop")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30))
            .register(registry);
    for (Refused reason : Refused.values()) {
      refused.put(
          reason,
          Counter.builder("admissions.refused")
              .description("Devices that were not let in")
              .tag("reason", reason.tag())
              .register(registry));
    }
    sentHome =
        Counter.builder("devices.sent.home")
            .description("Devices that were sent to the node where their user belongs")
            .register(registry);
    for (CloseCode code : CloseCode.values()) {
      closed.put(code, registry.counter("connections_closed_total", "code", code.code()));
    }
  }

  /** Open WebSockets, counted up and down. */
  AtomicInteger webSockets() {
    return webSockets;
  }

  /** Open event streams, counted up and down. */
  AtomicInteger eventStreams() {
    return eventStreams;
  }

  /** What all connections hold back. */
  Backlog.Totals backlog() {
    return backlog;
  }

  /** Long-polls that wait, counted up and down. */
  AtomicInteger longPolls() {
    return longPolls;
  }

  /**
   * A delta was written to the sockets of one loop.
   *
   * @param devices how many
   * @param entries by how many journal entries they advanced in all: as many pushes, had each entry
   *     been pushed
   */
  void pushed(int devices, long entries, long oldestCommitMicros) {
    sent.increment(devices);
    suppressed.increment((double) (entries - devices));
    Instant now = Instant.now();
    long nowMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    lag.record(Math.max(0, nowMicros - oldestCommitMicros), TimeUnit.MICROSECONDS);
  }

  /**
   * A delta was read for one device; only those of a device that fell behind while live replace
   * pushes.
   */
  void caughtUp(long entries, boolean live) {
    sent.increment();
    if (live) {
      suppressed.increment((double) (entries - 1));
    }
  }

  /** Devices were told of a head that no push had told them of. */
  void noticed(int devices) {
    noticed.increment(devices);
  }

  void reset(ResetReason reason) {
    Counter counter = resets.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  void read() {
    reads.increment();
  }

  /** A device's namespaces could not be read. */
  void greetingFailed() {
    greetingFailures.increment();
  }

  void readFailed() {
    readFailures.increment();
  }

  void closed(CloseCode code) {
    Counter counter = closed.get(code);
    if (counter != null) {
      counter.increment();
    }
  }

  /** A device was not let in. */
  void refused(Refused reason) {
    Counter counter = refused.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  /** A device was sent to another node, where its user belongs. */
  void sentHome() {
    sentHome.increment();
  }

  /** A connection was given up because nothing was heard of its device. */
  void dead() {
    dead.increment();
  }

  private static AtomicInteger connections(MeterRegistry registry, String transport) {
    AtomicInteger open = new AtomicInteger();
    registry.gauge("connections", Tags.of("transport", transport), open);
    return open;
  }
}
