package io.tidemark.relay;

import io.tidemark.config.Topics;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import io.tidemark.flow.MemberChange;
import io.tidemark.flow.MemberChangeCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends transactions to Kafka in order and knows up to which one it has acknowledged them all. One
 * thread calls it; what is on its way is bounded, and beyond that the caller waits.
 *
 * <p>A producer that is idempotent and never gives up keeps the order within a partition, and a
 * namespace is always in the same one. When it does fail (it was refused, not unreachable), nothing
 * more is acknowledged: close it and begin again at the slot's position.
 */
final class KafkaPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);
  private static final int RECORDS_MAX = 4_096;
  private static final long BYTES_MAX = 16L << 20;
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Duration CLOSE_TIMEOUT = Duration.ZERO;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Consumer<FolderChange> acknowledged;
  private final RelayMetrics metrics;
  private final Thread owner = Thread.currentThread();
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private final AtomicInteger records = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /** The last record that Kafka has acknowledged, by partition. */
  private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

  private final AtomicBoolean tickInFlight = new AtomicBoolean();
  private volatile @Nullable Exception failure;
  private long acknowledgedLsn;
  private long waitingSinceNanos;
  private boolean isWaiting;
  private boolean stallNoted;

  /** A transaction of which {@code open} records are not acknowledged yet. */
  private record Pending(long endLsn, AtomicInteger open, @Nullable StreamTick tick) {}

  /** What is to be done while waiting for Kafka, so that PostgreSQL does not take us for dead. */
  interface Waiting {
    void keepAlive() throws Exception;
  }

  /**
   * @param acknowledged told of each folder change when Kafka has it, on the producer's thread
   */
  KafkaPublisher(String bootstrap, Consumer<FolderChange> acknowledged, RelayMetrics metrics) {
    this.acknowledged = acknowledged;
    this.metrics = metrics;
    this.producer = new KafkaProducer<>(configuration(bootstrap));
  }

  private static Map<String, Object> configuration(String bootstrap) {
    return Map.ofEntries(
        Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
        Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "tidemark-relay"),
        Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
        Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5),
        Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
        Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10),
        Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * BYTES_MAX),
        Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.RECORD_BYTES),
        // Kafka away is waited out, however long: the log is the queue.
        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE),
        Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000),
        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50),
        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000),
        // After a quiet spell the next commit must not pay for asking anew or connecting anew.
        Map.entry(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Integer.MAX_VALUE),
        Map.entry(ProducerConfig.CONNECTIONS_MAX_IDLE_MS_CONFIG, -1));
  }

  /**
   * Asks Kafka for the topics, so that no record pays for it.
   *
   * @throws org.apache.kafka.common.KafkaException if it does not answer
   */
  void connect() {
    producer.partitionsFor(Topics.JOURNAL);
    producer.partitionsFor(Topics.MEMBERS);
    producer.partitionsFor(Topics.TICKS);
  }

  /**
   * Sends a transaction; returns when all of it is on its way.
   *
   * @param members those of the transaction, with names
   */
  void send(CommittedTransaction transaction, List<MemberChange> members, Waiting waiting)
      throws Exception {
    // One more than there are records, so that it is not complete before all are counted.
    var sent = new Pending(transaction.endLsn(), new AtomicInteger(1), transaction.tick());
    pending.add(sent);
    for (FolderChange change : transaction.folders()) {
      byte[] value = FolderChangeCodec.encode(change);
      send(Topics.JOURNAL, FolderChangeCodec.key(change.ns()), value, sent, change, waiting);
      metrics.entries.increment(change.entries().size());
    }
    for (MemberChange change : members) {
      byte[] value = MemberChangeCodec.encode(change);
      send(Topics.MEMBERS, FolderChangeCodec.key(change.ns()), value, sent, null, waiting);
    }
    if (transaction.tick() == null) {
      metrics.transactions.increment();
    }
    sent.open().decrementAndGet();
  }

  private void send(
      String topic,
      byte[] key,
      byte[] value,
      Pending sent,
      @Nullable FolderChange change,
      Waiting waiting)
      throws Exception {
    while (records.get() >= RECORDS_MAX || bytes.get() >= BYTES_MAX) {
      throwIfFailed();
      waiting.keepAlive();
      noteStall();
      LockSupport.parkNanos(this, WAIT_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    throwIfFailed();
    sent.open().incrementAndGet();
    metrics.recordsInFlight.set(records.incrementAndGet());
    bytes.addAndGet(value.length);
    // The callback has all that the future would have.
    var _ =
        producer.send(
            new ProducerRecord<>(topic, key, value),
            (made, refused) -> answered(sent, value.length, change, made, refused));
  }

  /** Kafka has all that came before the tick: those who read it shall know how far that is. */
  private void send(StreamTick tick) {
    if (!tickInFlight.compareAndSet(false, true)) {
      return; // Kafka hangs; a tick that comes late says nothing new.
    }
    byte[] value = tick.with(ends).encode();
    var _ =
        producer.send(
            new ProducerRecord<>(Topics.TICKS, 0, null, value),
            (_, refused) -> {
              tickInFlight.set(false);
              if (refused == null) {
                metrics.ticks.increment();
              } else if (failure == null) {
                failure = refused;
              }
            });
  }

  private void answered(
      Pending sent,
      int length,
      @Nullable FolderChange change,
      RecordMetadata made,
      @Nullable Exception refused) {
    metrics.recordsInFlight.set(records.decrementAndGet());
    bytes.addAndGet(-length);
    if (refused != null) {
      if (failure == null) {
        failure = refused;
      }
    } else {
      // The highest: a record that was sent twice may be answered without its offset.
      ends.merge(new TopicPartition(made.topic(), made.partition()), made.offset(), Math::max);
      if (change != null) {
        long nowMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        long lagMicros = nowMicros - change.entries().getLast().committedAtMicros();
        metrics.published.record(Math.max(0, lagMicros), TimeUnit.MICROSECONDS);
        acknowledged.accept(change);
      }
      sent.open().decrementAndGet();
    }
    LockSupport.unpark(owner);
  }

  /** The end of the newest transaction that, with all before it, Kafka has; 0 for none yet. */
  long acknowledgedLsn() {
    while (!pending.isEmpty() && pending.getFirst().open().get() == 0) {
      Pending done = pending.removeFirst();
      acknowledgedLsn = Math.max(acknowledgedLsn, done.endLsn());
      if (done.tick() != null) {
        send(done.tick());
      }
      isWaiting = false;
      stallNoted = false;
    }
    return acknowledgedLsn;
  }

  /** Whether Kafka has all that was sent. */
  boolean isIdle() {
    acknowledgedLsn();
    return pending.isEmpty();
  }

  /** Says, once per outage, that Kafka keeps us waiting; call it while waiting. */
  void noteStall() {
    long now = System.nanoTime();
    if (!isWaiting) {
      isWaiting = true;
      waitingSinceNanos = now;
    } else if (!stallNoted && now - waitingSinceNanos > STALL_NANOS) {
      stallNoted = true;
      metrics.stalls.increment();
      LOG.warn(
          "kafka away, the relay waits; nothing is lost recordsInFlight={} bytes={}",
          records.get(),
          bytes.get());
    }
  }

  /** How long Kafka has kept us waiting. */
  long waitingMillis() {
    return isWaiting ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - waitingSinceNanos) : 0;
  }

  /**
   * @throws Exception what Kafka refused a record with
   */
  void throwIfFailed() throws Exception {
    Exception refused = failure;
    if (refused != null) {
      throw refused;
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    metrics.recordsInFlight.set(0);
  }
}
