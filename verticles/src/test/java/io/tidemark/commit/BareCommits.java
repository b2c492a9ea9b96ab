package io.tidemark.commit;

import io.tidemark.config.PostgresUri;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What PostgreSQL alone can do, as pgbench would ask it: so many connections, each sending one
 * statement per commit that writes the same rows as a commit does (counter, file, version, journal,
 * idempotency key), without rules, rights, blocks or HTTP. The yardstick of {@link CommitBench}.
 */
final class BareCommits {
  private static final String STATEMENT =
      """
      WITH n AS (
          UPDATE namespaces SET head_seq = head_seq + 1 WHERE ns = ?::uuid RETURNING ns, head_seq, epoch, owner_user_id
      ), f AS (
          UPDATE files SET version_id = version_id + 1, size_bytes = 4096 WHERE file_id = ?::uuid RETURNING file_id, version_id
      ), v AS (
          INSERT INTO file_versions (version_id, file_id, block_sha256s, size_bytes, client_mtime, committed_at, device_id, owner_user_id, user_id)
          SELECT version_id, file_id, ARRAY[?::text], 4096, now(), now(), 'd', owner_user_id, owner_user_id FROM f, n
      ), i AS (
          INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
          SELECT owner_user_id, gen_random_uuid()::text, 'fp', 201, ? FROM n
      )
      INSERT INTO journal (ns, seq, epoch, file_id, change, committed_at)
      SELECT ns, head_seq, epoch, f.file_id, ?, now() FROM n, f
      """;
  private static final String CHANGE = "{\"seq\":1,\"padding\":\"" + "x".repeat(300) + "\"}";

  private BareCommits() {}

  /**
   * Runs for so long and tells how many commits a second there were.
   *
   * @param files pairs of namespace and file
   */
  static double perSecond(String uri, List<UUID[]> files, int connections, int seconds)
      throws Exception {
    LongAdder done = new LongAdder();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < connections; client++) {
        int first = client;
        running.add(
            threads.submit(() -> {
              loop(uri, files, first, connections, end, done);
              return null;
            }));
      }
      for (Future<?> client : running) {
        client.get();
      }
    }
    return done.sum() / ((System.nanoTime() - start) / 1e9);
  }

  private static void loop(
      String uri, List<UUID[]> files, int first, int step, long end, LongAdder done)
      throws SQLException {
    PostgresUri address = PostgresUri.parse(uri);
    try (Connection connection =
            DriverManager.getConnection(address.jdbcUrl(), address.jdbcProperties());
        PreparedStatement statement = connection.prepareStatement(STATEMENT)) {
      for (int turn = first; System.nanoTime() < end; turn += step) {
        UUID[] file = files.get(turn % files.size());
        statement.setObject(1, file[0]);
        statement.setObject(2, file[1]);
        statement.setString(3, "%064x".formatted(1));
        statement.setString(4, CHANGE);
        statement.setString(5, CHANGE);
        statement.executeUpdate();
        done.increment();
      }
    }
  }
}
