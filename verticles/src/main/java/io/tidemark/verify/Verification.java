package io.tidemark.verify;

import io.tidemark.config.PostgresUri;
import io.tidemark.config.Resources;
import io.tidemark.config.Servers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Compares PostgreSQL, the blocks on disk, Kafka and Redis with one another, beside a running hub
 * or without one, and changes nothing. Memory does not grow with the journal, only with the number
 * of namespaces.
 */
public final class Verification {
  private static final String RELAY_IS_ACTIVE =
      Resources.text(Verification.class, "relay_is_active.sql");

  /** For a relay that is at work to bring what was committed just before. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Servers servers;
  private final @Nullable Path blocks;
  private final boolean deep;
  private final Duration patience;
  private final Findings findings;

  private Verification(
      Servers servers,
      @Nullable Path blocks,
      boolean deep,
      Duration patience,
      Consumer<Difference> listener) {
    this.servers = servers;
    this.blocks = blocks;
    this.deep = deep;
    this.patience = patience;
    this.findings = new Findings(listener);
  }

  /**
   * Compares everything; blocks until it is done.
   *
   * @param blocks the folder of the embedded block store; null: the blocks are elsewhere
   * @throws VerificationException if one of the servers cannot be read
   */
  public static VerificationReport run(Servers servers, @Nullable Path blocks) {
    return run(servers, blocks, false, _ -> {});
  }

  /**
   * @param deep whether to read each block and compare its hash
   * @param listener told of each difference at once, up to a number
   */
  public static VerificationReport run(
      Servers servers, @Nullable Path blocks, boolean deep, Consumer<Difference> listener) {
    return run(servers, blocks, deep, PATIENCE, listener);
  }

  /**
   * @param patience for a relay that is at work to bring what was committed before
   */
  public static VerificationReport run(
      Servers servers,
      @Nullable Path blocks,
      boolean deep,
      Duration patience,
      Consumer<Difference> listener) {
    return new Verification(servers, blocks, deep, patience, listener).run();
  }

  private VerificationReport run() {
    try (Connection snapshot = connect();
        Connection current = connect()) {
      snapshot.setReadOnly(true);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      snapshot.setAutoCommit(false);
      current.setReadOnly(true);
      new JournalCheck(snapshot, findings).run();
      new FilesCheck(snapshot, findings).run();
      StoredBlocks stored = blocks == null ? null : new StoredBlocks(blocks);
      new BlocksCheck(snapshot, stored, deep, findings).run();
      var journal = new JournalLookup(current);
      new KafkaCheck(servers.kafkaBootstrap(), journal, patience, findings)
          .run(snapshot, current, relayIsActive(current));
      try (var redis = new RedisReader(servers.redisUri())) {
        new RedisCheck(redis, journal, findings).run(snapshot);
        new WatermarksCheck(redis, journal, findings).run();
      }
      return findings.report();
    } catch (SQLException e) {
      throw new VerificationException("PostgreSQL cannot be read: " + e.getMessage(), e);
    } catch (KafkaException e) {
      throw new VerificationException("Kafka cannot be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new VerificationException(String.valueOf(e.getMessage()), e);
    }
  }

  private Connection connect() throws SQLException {
    PostgresUri uri = PostgresUri.parse(servers.postgresUri());
    return DriverManager.getConnection(uri.jdbcUrl(), uri.jdbcProperties());
  }

  private static boolean relayIsActive(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(RELAY_IS_ACTIVE)) {
      row.next();
      return row.getBoolean("active");
    }
  }
}
