package io.tidemark.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.config.Topics;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import io.tidemark.flow.MemberChange;
import io.tidemark.flow.MemberChangeCodec;
import io.tidemark.journal.StreamHealth;
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
import java.util.stream.Stream;
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
  private static final double NANOS_PER_SECOND = 1e9;

  private final Vertx vertx;
  private final String bootstrap;
  private final Predicate<UUID> interested;
  private final Consumer<FolderChange> changes;
  private final Consumer<MemberChange> members;
  private final StreamHealth health;
  private final Runnable lost;
  private final RepeatFilter repeats = new RepeatFilter(NAMESPACES_REMEMBERED);
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final TickGate gate = new TickGate(positions, this::passed);
  private final Timer delivered;
  private final Counter repeated;
  private final Counter failures;
  private final Counter gaps;
  private @Nullable Context context;
  private @Nullable KafkaReadStream<byte[], byte[]> stream;
  private boolean stopped;

  /** Which relay's ticks the gate knows to be complete; none yet. */
  private @Nullable Long source;

  /**
   * @param interested whether anybody on this node wants a namespace; asked for each record
   * @param changes told of journal entries, on the context that {@link #start} was called on
   * @param members told of everybody's joining and leaving, on the same context
   * @param health told how far the stream is
   * @param lost told when Kafka does not have any more what comes next
   */
  public JournalTail(
      Vertx vertx,
      String bootstrap,
      Predicate<UUID> interested,
      Consumer<FolderChange> changes,
      Consumer<MemberChange> members,
      StreamHealth health,
      Runnable lost,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.bootstrap = bootstrap;
    this.interested = interested;
    this.changes = changes;
    this.members = members;
    this.health = health;
    this.lost = lost;
    this.delivered =
        Timer.builder("tail.delivered")
            .description("From the commit to this node's folders")
            .publishPercentileHistogram()
            .register(registry);
    this.repeated =
        Counter.builder("tail.repeats")
            .description("Records that had been seen before")
            .register(registry);
    this.gaps =
        Counter.builder("tail.gaps")
            .description("Times that Kafka did not have what comes next any more")
            .register(registry);
    Gauge.builder("stream.lag", health, of -> of.lagNanos(System.nanoTime()) / NANOS_PER_SECOND)
        .description("How old a commit may be that has not passed this node's tail")
        .baseUnit("seconds")
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
    source = null;
    gate.clear();
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

  /**
   * Where to read on: at the first time at the end, then where it was. Partitions that were added
   * meanwhile are read from their beginning.
   */
  private Future<Map<TopicPartition, Long>> positions(KafkaReadStream<byte[], byte[]> of) {
    boolean first = positions.isEmpty();
    return ends(of)
        .map(ends -> {
          ends.forEach((partition, end) -> positions.putIfAbsent(partition, first ? end : 0L));
          return Map.copyOf(positions);
        });
  }

  /** The end of each partition there is now. */
  private static Future<Map<TopicPartition, Long>> ends(KafkaReadStream<byte[], byte[]> of) {
    List<Future<Set<TopicPartition>>> topics =
        Stream.of(Topics.JOURNAL, Topics.MEMBERS, Topics.TICKS)
            .map(topic -> partitions(of, topic))
            .toList();
    return Future.all(topics)
        .compose(_ -> {
          Set<TopicPartition> all = new HashSet<>();
          topics.forEach(partitions -> all.addAll(partitions.result()));
          return of.endOffsets(all);
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
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Long expected = positions.put(partition, record.offset() + 1);
    try {
      if (record.topic().equals(Topics.TICKS)) {
        tick(StreamTick.decode(record.value()));
        return;
      }
      if (expected != null && expected != record.offset()) {
        gap(partition, expected, record.offset());
      }
      UUID ns = FolderChangeCodec.ns(record.key());
      if (record.topic().equals(Topics.JOURNAL)) {
        journalRecord(ns, record.value());
      } else {
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
    gate.record(partition, record.offset());
  }

  /** A tick speaks of what its own relay has sent; what others sent before must be here too. */
  private void tick(StreamTick tick) {
    KafkaReadStream<byte[], byte[]> open = stream;
    if (open == null) {
      return;
    }
    if (!positions.keySet().containsAll(tick.ends().keySet())) {
      reopen(open, new IllegalStateException("a topic has more partitions than before"));
    } else if (source != null && source == tick.source()) {
      gate.offer(tick);
    } else {
      gate.clear();
      ends(open)
          .onSuccess(ends -> {
            if (open.equals(stream)) {
              source = tick.source();
              ends.keySet().removeIf(partition -> partition.topic().equals(Topics.TICKS));
              ends.replaceAll((_, end) -> end - 1);
              gate.offer(tick.with(ends));
            }
          })
          .onFailure(failure -> LOG.debug("ends not known cause='{}'", failure.toString()));
    }
  }

  private void passed(StreamTick tick) {
    health.passed(tick.source(), tick.sentNanos(), System.nanoTime());
  }

  /** Kept too short a time, or made anew: what was to come is only in the journal. */
  private void gap(TopicPartition partition, long expected, long found) {
    gaps.increment();
    LOG.warn(
        "kafka does not have what comes next partition={} expected={} found={}",
        partition,
        expected,
        found);
    lost.run();
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
