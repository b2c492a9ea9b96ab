package io.tidemark.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What a node counts of its cluster. */
final class ClusterMetrics {
  private final AtomicInteger members = new AtomicInteger();
  private final AtomicInteger nodes = new AtomicInteger();
  private final Counter moved;
  private final Counter hints;
  private final MeterRegistry registry;

  ClusterMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("cluster.members", members, AtomicInteger::get)
        .description("Members of the cluster, this one too, as Hazelcast has them")
        .register(registry);
    Gauge.builder("cluster.nodes", nodes, AtomicInteger::get)
        .description("Those of them that have shown that they know the secret")
        .register(registry);
    moved =
        Counter.builder("cluster.homes.moved")
            .description("Partitions of users that got another home")
            .register(registry);
    hints =
        Counter.builder("cluster.hints")
            .description("Hints that other nodes gave")
            .register(registry);
    for (Refused reason : Refused.values()) {
      refused(reason, 0);
    }
  }

  /** Why a letter does not count. */
  enum Refused {
    SEAL,
    REPEATED,
    MALFORMED
  }

  void sizes(int memberCount, int nodeCount) {
    members.set(memberCount);
    nodes.set(nodeCount);
  }

  void moved(int partitions) {
    moved.increment(partitions);
  }

  void hinted() {
    hints.increment();
  }

  void refused(Refused reason) {
    refused(reason, 1);
  }

  private void refused(Refused reason, int count) {
    Counter.builder("cluster.messages.refused")
        .description("Messages between nodes that were not acted on")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment(count);
  }
}
