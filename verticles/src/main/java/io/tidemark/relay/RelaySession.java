package io.tidemark.relay;

import io.tidemark.relay.RelayConnections.LogConnection;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stretch of relaying, from taking the slot to the first failure or the end: waits for the
 * slot, makes it where it is missing, and then moves transactions from the log to Kafka.
 */
final class RelaySession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelaySession.class);
  private static final String PUBLICATION = "tidemark_journal";
  private static final int STANDBY_MILLIS = 1_000;
  private static final int STATUS_SECONDS = 1;

  /** How long to wait for bytes when there is nothing else to do; also how soon a stop is seen. */
  private static final int QUIET_MILLIS = 200;

  /** The same while Kafka has yet to answer, so that its answer is confirmed soon. */
  private static final int ANSWER_MILLIS = 1;

  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MAKE_MILLIS = 120_000;
  private static final int OUTAGE_MILLIS = 100;
  private static final int DRAIN_MILLIS = 1_000;

  /** PostgreSQL's "object in use": another relay has the slot. */
  private static final String IN_USE = "55006";

  private final RelaySettings settings;
  private final RelayConnections connections;
  private final TailWriter tails;
  private final RelayMetrics metrics;
  private final CountDownLatch stopped;
  private final Connection statements;
  private final Slot slot;
  private final MemberNames names;
  private final TickSender ticks;
  private long confirmedLsn;
  private long quietSinceNanos;
  private long quietLsn;
  private long lastStatusNanos = System.nanoTime();
  private boolean hasStreamed;

  RelaySession(
      RelaySettings settings, TailWriter tails, RelayMetrics metrics, CountDownLatch stopped)
      throws SQLException {
    this.settings = settings;
    this.tails = tails;
    this.metrics = metrics;
    this.stopped = stopped;
    this.connections = new RelayConnections(settings.servers().postgresUri());
    this.statements = connections.forStatements();
    this.slot = new Slot(statements, settings.slot());
    this.names = new MemberNames(statements, metrics);
    this.ticks = new TickSender(statements);
    try (Statement statement = statements.createStatement()) {
      // Ticks need not be safe on disk, only in order; nothing else is written here.
      statement.execute("SET synchronous_commit TO off");
    }
  }

  /** Returns when the relay is stopped. */
  void run() throws Exception {
    boolean announced = false;
    while (!isStopped()) {
      if (slot.state() == Slot.State.TAKEN) {
        if (!announced) {
          LOG.info("relay stands by, another node has the slot slot={}", settings.slot());
          announced = true;
        }
        stopped.await(STANDBY_MILLIS, TimeUnit.MILLISECONDS);
      } else {
        lead();
      }
    }
  }

  private void lead() throws Exception {
    try (KafkaPublisher publisher =
        new KafkaPublisher(settings.servers().kafkaBootstrap(), tails::offer, metrics)) {
      publisher.connect();
      while (!isStopped()) {
        switch (slot.state()) {
          case MISSING -> make(publisher);
          case LOST -> {
            LOG.warn("replication slot lost, made anew slot={}", settings.slot());
            slot.drop();
          }
          case FREE -> stream(publisher);
          case TAKEN -> {
            return;
          }
        }
      }
    }
  }

  /** Whether it got as far as reading the log. */
  boolean hasStreamed() {
    return hasStreamed;
  }

  /**
   * Makes the slot and sends what the new one will not show. Only then is the slot there for all to
   * see: a node that dies half-way leaves none, and the next one does it again.
   */
  private void make(KafkaPublisher publisher) throws Exception {
    int usualMillis = statements.getNetworkTimeout();
    // A new slot waits for the transactions that are open, and the journal may be long.
    statements.setNetworkTimeout(Runnable::run, MAKE_MILLIS);
    String temporary = slot.makeTemporary();
    new JournalRescan(statements, tails)
        .run(change ->
            publisher.send(
                new CommittedTransaction(0, List.of(change), List.of(), null),
                List.of(),
                () -> {}));
    while (!publisher.isIdle()) {
      publisher.throwIfFailed();
      publisher.noteStall();
      if (stopped.await(ANSWER_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    slot.keep(temporary);
    statements.setNetworkTimeout(Runnable::run, usualMillis);
    metrics.slotsMade.increment();
    LOG.info("replication slot made slot={}", settings.slot());
  }

  private void stream(KafkaPublisher publisher) throws Exception {
    try (LogConnection log = connections.forLog()) {
      PGReplicationStream stream = start(log.connection());
      metrics.active.set(1);
      hasStreamed = true;
      LOG.info("relay runs slot={}", settings.slot());
      try {
        relay(log.socket(), stream, publisher);
        drain(stream, publisher);
      } finally {
        metrics.active.set(0);
      }
      stream.close();
    } catch (SQLException e) {
      if (!IN_USE.equals(e.getSQLState())) {
        throw e;
      }
      // Another node took it between our look and our start.
    }
  }

  private PGReplicationStream start(Connection connection) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(settings.slot())
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", PUBLICATION)
        .withSlotOption("binary", "true")
        .withSlotOption("messages", "true")
        .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
        // The driver's own idea of what is done does not know of a transaction that began before
        // the last one ended: it could confirm what Kafka does not have.
        .withAutomaticFlush(false)
        .start();
  }

  private void relay(AwaitableSocket socket, PGReplicationStream stream, KafkaPublisher publisher)
      throws Exception {
    TransactionAssembler assembler = new TransactionAssembler();
    while (!isStopped()) {
      publisher.throwIfFailed();
      ticks.sendIfDue();
      ByteBuffer message = stream.readPending();
      if (message != null) {
        quietSinceNanos = 0;
        CommittedTransaction transaction = assembler.accept(PgOutputDecoder.decode(message));
        if (transaction != null && !transaction.isEmpty()) {
          publisher.send(
              transaction, names.named(transaction.members()), () -> keepAlive(stream, publisher));
          StreamTick tick = transaction.tick();
          if (tick != null) {
            ticks.cameBack(tick);
          }
        }
        continue;
      }
      throwIfSilent(stream);
      if (publisher.isIdle()) {
        // Nothing is open, so all that the server has sent is done, also what was not for us.
        long received = assembler.isOpen() ? 0 : stream.getLastReceiveLSN().asLong();
        if (note(stream, Math.max(received, publisher.acknowledgedLsn()))) {
          stream.forceUpdateStatus();
        }
        socket.await(QUIET_MILLIS);
      } else {
        publisher.noteStall();
        socket.await(publisher.waitingMillis() > OUTAGE_MILLIS ? OUTAGE_MILLIS : ANSWER_MILLIS);
        // It goes out with the status that reading sends each second.
        note(stream, publisher.acknowledgedLsn());
      }
    }
  }

  /** A log that is written to and yet says nothing is one whose connection has died unheard. */
  private void throwIfSilent(PGReplicationStream stream) throws SQLException {
    long received = stream.getLastReceiveLSN().asLong();
    long now = System.nanoTime();
    if (quietSinceNanos == 0 || received != quietLsn || !ticks.isAwaited()) {
      quietSinceNanos = now;
      quietLsn = received;
    } else if (now - quietSinceNanos > SILENT_NANOS) {
      throw new SQLException("nothing came through the log in a minute");
    }
  }

  /** Keeps the connection alive while nothing is read from it. */
  private void keepAlive(PGReplicationStream stream, KafkaPublisher publisher) throws SQLException {
    note(stream, publisher.acknowledgedLsn());
    long now = System.nanoTime();
    if (now - lastStatusNanos > TimeUnit.SECONDS.toNanos(STATUS_SECONDS)) {
      lastStatusNanos = now;
      stream.forceUpdateStatus();
    }
  }

  /** Confirms at the end what Kafka has or soon has, so that the next session repeats little. */
  private void drain(PGReplicationStream stream, KafkaPublisher publisher)
      throws InterruptedException, SQLException {
    for (int waited = 0; waited < DRAIN_MILLIS && !publisher.isIdle(); waited++) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    note(stream, publisher.acknowledgedLsn());
    stream.forceUpdateStatus();
  }

  private boolean note(PGReplicationStream stream, long lsn) {
    // Unsigned in PostgreSQL, but no server gets there.
    if (lsn <= confirmedLsn) {
      return false;
    }
    confirmedLsn = lsn;
    LogSequenceNumber done = LogSequenceNumber.valueOf(lsn);
    stream.setFlushedLSN(done);
    stream.setAppliedLSN(done);
    return true;
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public void close() throws SQLException {
    statements.close();
  }
}
