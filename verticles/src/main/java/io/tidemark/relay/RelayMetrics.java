package io.tidemark.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;

/** What the relay counts. */
final class RelayMetrics {
  /** 1 on the one node whose relay has the slot. */
  final AtomicInteger active = new AtomicInteger();

  final AtomicInteger recordsInFlight = new AtomicInteger();

  /** From the commit to Kafka's acknowledgement. */
  final Timer published;

  final Counter transactions;
  final Counter ticks;
  final Counter entries;
  final Counter failures;
  final Counter slotsMade;
  final Counter stalls;
  final Counter tailsDropped;
  final Counter membersUnknown;

  RelayMetrics(MeterRegistry registry) {
    Gauge.builder("relay.active", active, AtomicInteger::get)
        .description("1 where the relay has the replication slot")
        .register(registry);
    Gauge.builder("relay.records.in.flight", recordsInFlight, AtomicInteger::get)
        .description("Records that Kafka has not acknowledged yet")
        .register(registry);
    published =
        Timer.builder("relay.published")
            .description("From the commit to Kafka's acknowledgement")
            .publishPercentileHistogram()
            .register(registry);
    transactions = counter(registry, "relay.transactions", "Transactions read from the log");
    ticks = counter(registry, "relay.ticks", "Ticks of the stream that Kafka has");
    entries = counter(registry, "relay.entries", "Journal entries sent to Kafka");
    failures = counter(registry, "relay.failures", "Sessions that ended with a failure");
    slotsMade = counter(registry, "relay.slots.made", "Times that the slot was made anew");
    stalls = counter(registry, "relay.kafka.stalls", "Times that Kafka kept the relay waiting");
    tailsDropped =
        counter(registry, "relay.tails.dropped", "Folder changes that Redis was not told of");
    membersUnknown =
        counter(registry, "relay.members.unknown", "Membership changes of users that are gone");
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
