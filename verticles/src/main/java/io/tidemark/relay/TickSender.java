package io.tidemark.relay;

import io.tidemark.config.Resources;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * Has PostgreSQL write a tick into its log about once a second, while the last one comes back.
 * Where ticks take longer, fewer are sent.
 */
final class TickSender {
  private static final String EMIT = Resources.text(TickSender.class, "emit_tick.sql");
  private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A server that does not answer this long is away; the session has to end. */
  private static final int ANSWER_MILLIS = 5_000;

  private final Connection connection;
  private final long source = new SecureRandom().nextLong();
  private final int usualMillis;
  private long sentNanos;
  private boolean isBack = true;

  TickSender(Connection connection) throws SQLException {
    this.connection = connection;
    this.usualMillis = connection.getNetworkTimeout();
    this.sentNanos = System.nanoTime() - EACH_NANOS;
  }

  void sendIfDue() throws SQLException {
    long now = System.nanoTime();
    if (now - sentNanos < (isBack ? EACH_NANOS : LOST_NANOS)) {
      return;
    }
    sentNanos = now;
    isBack = false;
    connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
    try (PreparedStatement statement = connection.prepareStatement(EMIT)) {
      statement.setBytes(1, StreamTick.message(source, now));
      statement.executeQuery().close();
    }
    connection.setNetworkTimeout(Runnable::run, usualMillis);
  }

  /** Whether one is on its way. */
  boolean isAwaited() {
    return !isBack;
  }

  /** A tick came through the log. */
  void cameBack(StreamTick tick) {
    isBack |= tick.source() == source && tick.sentNanos() == sentNanos;
  }
}
