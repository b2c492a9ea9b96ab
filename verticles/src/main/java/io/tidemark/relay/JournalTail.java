package io.tidemark.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.config.Topics;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import io.tidemark.flow.MemberChange;
import io.tidemark.flow.MemberChangeCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the whole journal on behalf of one node, from the moment it starts: in order for each
 * namespace, without repeats, and without a group, so that no other node is ever disturbed.
 *
 * <p>A record whose namespace nobody here is interested in is dropped by its key alone.
 */
public final class JournalTail {
  private static final Logger LOG = LoggerFactory.getLogger(JournalTail.class);
  private static final int NAMESPACES_REMEMBERED = 100_000;
  private static final int REOPEN_MILLIS = 500;
  private static final int API_MILLIS = 15_000;

  private final Vertx vertx;
  private final String bootstrap;
  private final Predicate<UUID> interested;
  private final Consumer<FolderChange> changes;
  private final Consumer<MemberChange> members;
  private final RepeatFilter repeats = new RepeatFilter(NAMESPACES_REMEMBERED);
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Timer delivered;
  private final Counter repeated;
  private final Counter failures;
  private @Nullable Context context;
  private @Nullable KafkaReadStream<byte[], byte[]> stream;
  private boolean stopped;

  /**
   * @param interested whether anybody on this node wants a namespace; asked for each record
   * @param changes told of journal entries, on the context that {@link #start} was called on
   * @param members told of everybody's joining and leaving, on the same context
   */
  public JournalTail(
      Vertx vertx,
      String bootstrap,
      Predicate<UUID> interested,
      Consumer<FolderChange> changes,
      Consumer<MemberChange> members,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.bootstrap = bootstrap;
    this.interested = interested;
    this.changes = changes;
    this.members = members;
    this.delivered =
        Timer.builder("tail.delivered")
            .description("From the commit to this node's folders")
            .publishPercentileHistogram()
            .register(registry);
    this.repeated =
        Counter.builder("tail.repeats")
            .description("Records that had been seen before")
            .register(registry);
    this.failures =
        Counter.builder("tail.failures")
            .description("Records that could not be read, and consumers that failed")
            .register(registry);
  }

  /** Completes when everything that is committed from then on will be delivered. */
  public Future<Void> start() {
    context = vertx.getOrCreateContext();
    return open();
  }

  public Future<Void> stop() {
    stopped = true;
    return close();
  }

  private Future<Void> open() {
    KafkaReadStream<byte[], byte[]> opened = KafkaReadStream.create(vertx, configuration());
    stream = opened;
    opened.exceptionHandler(failure -> reopen(opened, failure));
    return positions(opened)
        .compose(from ->
            opened
                .assign(from.keySet())
                .compose(_ -> seek(opened, from))
                .onSuccess(_ -> {
                  LOG.info("journal tail runs partitions={}", from.size());
                  opened.handler(this::record);
                }))
        .onFailure(failure -> LOG.warn("journal tail cannot start cause='{}'", failure.toString()));
  }

  private Map<String, Object> configuration() {
    return Map.ofEntries(
        Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
        Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, "tidemark-tail"),
        Map.entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class),
        Map.entry(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class),
        Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
        Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
        // Positions are always given; should one be gone, what is left of the topic is read.
        Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
        Map.entry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1),
        Map.entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500),
        Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000),
        Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_MILLIS),
        Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50),
        Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000));
  }

  /** Where to read on; for partitions that were never read, their end. */
  private Future<Map<TopicPartition, Long>> positions(KafkaReadStream<byte[], byte[]> of) {
    return partitions(of, Topics.JOURNAL)
        .compose(journal ->
            partitions(of, Topics.MEMBERS)
                .compose(memberships -> {
                  Set<TopicPartition> all = new HashSet<>(journal);
                  all.addAll(memberships);
                  return of.endOffsets(all);
                }))
        .map(ends -> {
          ends.forEach(positions::putIfAbsent);
          return Map.copyOf(positions);
        });
  }

  private static Future<Set<TopicPartition>> partitions(
      KafkaReadStream<byte[], byte[]> of, String topic) {
    return of.partitionsFor(topic)
        .map(infos -> {
          Set<TopicPartition> partitions = new HashSet<>();
          infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
          return partitions;
        });
  }

  private static Future<Void> seek(
      KafkaReadStream<byte[], byte[]> in, Map<TopicPartition, Long> positions) {
    List<Future<Void>> seeks = new ArrayList<>(positions.size());
    positions.forEach((partition, offset) -> seeks.add(in.seek(partition, offset)));
    return Future.all(seeks).mapEmpty();
  }

  private void record(ConsumerRecord<byte[], byte[]> record) {
    positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    try {
      if (record.topic().equals(Topics.JOURNAL)) {
        journalRecord(FolderChangeCodec.ns(record.key()), record.value());
      } else {
        UUID ns = FolderChangeCodec.ns(record.key());
        members.accept(MemberChangeCodec.decode(ns, record.value()));
      }
    } catch (RuntimeException e) {
      // One bad record must not stop the others; who misses it sees a hole and reads the journal.
      failures.increment();
      LOG.error(
          "record skipped topic={} partition={} offset={}",
          record.topic(),
          record.partition(),
          record.offset(),
          e);
    }
  }

  private void journalRecord(UUID ns, byte[] value) {
    if (!interested.test(ns)) {
      return;
    }
    FolderChange fresh = repeats.fresh(FolderChangeCodec.decode(ns, value));
    if (fresh == null) {
      repeated.increment();
      return;
    }
    long nowMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    long lagMicros = nowMicros - fresh.entries().getLast().committedAtMicros();
    delivered.record(Math.max(0, lagMicros), TimeUnit.MICROSECONDS);
    changes.accept(fresh);
  }

  /** A consumer that has failed (it waits out a broker that is away) is replaced where it was. */
  private void reopen(KafkaReadStream<byte[], byte[]> failed, Throwable failure) {
    Context on = context;
    if (on == null) {
      return;
    }
    on.runOnContext(_ -> {
      if (stopped || !failed.equals(stream)) {
        return;
      }
      failures.increment();
      LOG.warn("journal tail failed, opened anew cause='{}'", failure.toString());
      close().onComplete(_ -> vertx.setTimer(REOPEN_MILLIS, _ -> reopenNow()));
    });
  }

  private void reopenNow() {
    if (!stopped) {
      open()
          .onFailure(_ -> close().onComplete(_ -> vertx.setTimer(REOPEN_MILLIS, _ -> reopenNow())));
    }
  }

  private Future<Void> close() {
    KafkaReadStream<byte[], byte[]> open = stream;
    stream = null;
    return open == null ? Future.succeededFuture() : open.close();
  }
}
