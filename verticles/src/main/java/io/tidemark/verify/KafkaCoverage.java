package io.tidemark.verify;

import io.tidemark.config.Resources;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are in Kafka's records, and which are in none though they should be: those since
 * the time of the oldest record that the namespace's partition still holds.
 */
final class KafkaCoverage {
  private static final String NAMESPACES = Resources.text(KafkaCoverage.class, "namespaces.sql");
  private static final String COMMITTED_AT =
      Resources.text(KafkaCoverage.class, "committed_at.sql");
  private static final int BATCH = 1_000;

  /** Between the clock of the hub that committed and of the one that relayed. */
  private static final long CLOCKS_MILLIS = 2_000;

  private final Findings findings;
  private final Map<UUID, Stretches> seen = new HashMap<>();
  private final Map<Integer, Long> oldestMillis = new HashMap<>();

  /** Namespaces whose newest entries are in no record yet, with their heads. */
  private final Map<UUID, NamespaceHead> behind = new LinkedHashMap<>();

  /** Namespaces of which nothing was seen, or not the oldest. */
  private final List<Beginning> beginnings = new ArrayList<>();

  private long older;

  /**
   * @param last the newest of the entries that are missing at the beginning
   */
  private record Beginning(UUID ns, long last, int partition) {}

  KafkaCoverage(Findings findings) {
    this.findings = findings;
  }

  void sawPartition(int partition, long timestampMillis) {
    oldestMillis.merge(partition, timestampMillis, Math::min);
  }

  void saw(FolderChange change) {
    Stretches known = seen.get(change.ns());
    if (known == null || known.epoch() != change.epoch()) {
      seen.put(change.ns(), new Stretches(change.epoch(), change.from(), change.to()));
    } else {
      known.add(change.from(), change.to());
    }
    NamespaceHead awaited = behind.get(change.ns());
    if (awaited != null && change.to() >= awaited.head()) {
      behind.remove(change.ns());
    }
  }

  /** Takes the heads up to which records must be there. */
  void expect(Connection snapshot, Connection current, int partitions) throws SQLException {
    try (var heads = new Rows<>(snapshot, NAMESPACES, NamespaceHead::of)) {
      for (NamespaceHead head = heads.take(); head != null; head = heads.take()) {
        if (head.head() > head.keptAfter()) {
          expect(head, partitions);
        }
      }
    }
    for (int from = 0; from < beginnings.size(); from += BATCH) {
      sort(current, beginnings.subList(from, Math.min(beginnings.size(), from + BATCH)));
    }
    beginnings.clear();
  }

  private void expect(NamespaceHead head, int partitions) {
    int partition =
        BuiltInPartitioner.partitionForKey(FolderChangeCodec.key(head.ns()), partitions);
    Stretches found = seen.get(head.ns());
    if (found == null) {
      beginnings.add(new Beginning(head.ns(), head.head(), partition));
    } else if (found.first() > head.keptAfter() + 1) {
      beginnings.add(new Beginning(head.ns(), found.first() - 1, partition));
    }
    if (found == null || found.last() < head.head()) {
      behind.put(head.ns(), head);
    }
  }

  /** Tells what Kafka should have kept from what is older than anything it keeps. */
  private void sort(Connection current, List<Beginning> some) throws SQLException {
    @Nullable Long[] committed = committedAtMillis(current, some);
    for (int index = 0; index < some.size(); index++) {
      Beginning one = some.get(index);
      Long oldest = oldestMillis.get(one.partition());
      Long at = committed[index];
      boolean isKept = oldest != null && at != null && at > oldest + CLOCKS_MILLIS;
      if (!isKept) {
        older++;
        if (!seen.containsKey(one.ns())) {
          behind.remove(one.ns());
        }
      } else if (seen.containsKey(one.ns())) {
        missing(
            one.ns(), "entry " + one.last() + " is in no record, though others of its time are");
      }
    }
  }

  boolean isBehind() {
    return !behind.isEmpty();
  }

  /**
   * @param relayed whether what is missing at the end should have come by now
   */
  void finish(boolean relayed) {
    seen.forEach((ns, stretches) -> {
      for (long[] hole : stretches.holes()) {
        missing(ns, hole[0], hole[1]);
      }
    });
    if (relayed) {
      for (NamespaceHead head : behind.values()) {
        Stretches found = seen.get(head.ns());
        missing(head.ns(), found == null ? head.keptAfter() + 1 : found.last() + 1, head.head());
      }
    } else {
      findings.note(
          behind.size(), "namespaces have entries that wait for a relay: none is at work");
    }
    findings.note(older, "namespaces have entries older than what Kafka keeps");
  }

  /** When the last entry of each was committed; null where there is none. */
  private static @Nullable Long[] committedAtMillis(Connection current, List<Beginning> some)
      throws SQLException {
    @Nullable Long[] millis = new Long[some.size()];
    Integer[] places = new Integer[some.size()];
    UUID[] namespaces = new UUID[some.size()];
    Long[] seqs = new Long[some.size()];
    for (int index = 0; index < some.size(); index++) {
      places[index] = index;
      namespaces[index] = some.get(index).ns();
      seqs[index] = some.get(index).last();
    }
    try (PreparedStatement statement = current.prepareStatement(COMMITTED_AT)) {
      statement.setArray(1, current.createArrayOf("integer", places));
      statement.setArray(2, current.createArrayOf("uuid", namespaces));
      statement.setArray(3, current.createArrayOf("bigint", seqs));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          millis[row.getInt("place")] = row.getLong("committed_at_millis");
        }
      }
    }
    return millis;
  }

  private void missing(UUID ns, long first, long last) {
    String verb = first == last ? " is in no record" : " are in no record";
    missing(ns, Ids.entries(first, last) + verb);
  }

  private void missing(UUID ns, String what) {
    findings.differs(Copy.KAFKA, ns, what);
  }
}
