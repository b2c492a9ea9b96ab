package io.tidemark.verify;

import io.tidemark.config.Topics;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads everything that Kafka holds and compares each record with the journal; then looks for
 * entries that are in no record.
 */
final class KafkaCheck {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int BATCH_ENTRIES = 2_000;
  private static final int KEY_BYTES = 16;

  private final String bootstrap;
  private final JournalLookup journal;
  private final Duration patience;
  private final Findings findings;
  private final KafkaCoverage coverage;
  private final List<FolderChange> batch = new ArrayList<>();
  private int batchEntries;
  private long strangers;
  private long otherEpochs;

  KafkaCheck(String bootstrap, JournalLookup journal, Duration patience, Findings findings) {
    this.bootstrap = bootstrap;
    this.journal = journal;
    this.patience = patience;
    this.findings = findings;
    this.coverage = new KafkaCoverage(findings);
  }

  /**
   * @param snapshot the database as of a moment before
   * @param relayed whether a relay is at work, so that what Kafka lacks has to come soon
   */
  void run(Connection snapshot, Connection current, boolean relayed) throws SQLException {
    try (var consumer = new KafkaConsumer<byte[], byte[]>(configuration())) {
      List<TopicPartition> partitions = partitions(consumer);
      if (partitions.isEmpty()) {
        findings.note("Kafka has no topic " + Topics.JOURNAL);
        return;
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      readTo(consumer, consumer.endOffsets(partitions));
      coverage.expect(snapshot, current, partitions.size());
      if (relayed) {
        await(consumer);
      }
      findings.note(strangers, "records in Kafka are of namespaces that are not in this database");
      findings.note(otherEpochs, "records in Kafka are of other epochs than their journals");
      coverage.finish(relayed);
    }
  }

  private Map<String, Object> configuration() {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap,
        ConsumerConfig.CLIENT_ID_CONFIG,
        "tidemark-verify",
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
        false,
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        15_000);
  }

  private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    List<PartitionInfo> infos = consumer.partitionsFor(Topics.JOURNAL);
    return infos == null
        ? List.of()
        : infos.stream().map(info -> new TopicPartition(Topics.JOURNAL, info.partition())).toList();
  }

  private void readTo(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends)
      throws SQLException {
    Map<TopicPartition, Long> left = new HashMap<>(ends);
    left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    while (!left.isEmpty()) {
      take(consumer.poll(POLL));
      left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
    compare();
  }

  /** Goes on reading until nothing is missing any more, or it has taken too long. */
  private void await(KafkaConsumer<byte[], byte[]> consumer) throws SQLException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (coverage.isBehind() && System.nanoTime() < deadline) {
      take(consumer.poll(POLL));
      compare();
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) throws SQLException {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      coverage.sawPartition(record.partition(), record.timestamp());
      // Ticks have no namespace: they only show that the road is open.
      if (record.key() != null && record.key().length == KEY_BYTES) {
        findings.count("kafka records", 1);
        add(record);
      }
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> record) throws SQLException {
    UUID ns = FolderChangeCodec.ns(record.key());
    FolderChange change;
    try {
      change = FolderChangeCodec.decode(ns, record.value());
    } catch (IllegalArgumentException e) {
      if (journal.heads(List.of(ns)).isEmpty()) {
        strangers++;
        return;
      }
      findings.differs(
          Copy.KAFKA,
          ns,
          "the record at %d:%d cannot be read: %s"
              .formatted(record.partition(), record.offset(), e.getMessage()));
      return;
    }
    batch.add(change);
    batchEntries += change.entries().size();
    if (batchEntries >= BATCH_ENTRIES) {
      compare();
    }
  }

  private void compare() throws SQLException {
    if (batch.isEmpty()) {
      return;
    }
    List<JournalLookup.Verdict> verdicts = journal.compare(batch);
    for (int index = 0; index < verdicts.size(); index++) {
      FolderChange change = batch.get(index);
      switch (verdicts.get(index)) {
        case JournalLookup.Verdict.Same _ -> coverage.saw(change);
        case JournalLookup.Verdict.Stranger _ -> strangers++;
        case JournalLookup.Verdict.OtherEpoch _ -> otherEpochs++;
        case JournalLookup.Verdict.Differs differs -> {
          coverage.saw(change);
          findings.differs(
              Copy.KAFKA,
              change.ns(),
              "in the record of %s, %s"
                  .formatted(Ids.entries(change.from() + 1, change.to()), differs.what()));
        }
      }
    }
    batch.clear();
    batchEntries = 0;
  }
}
