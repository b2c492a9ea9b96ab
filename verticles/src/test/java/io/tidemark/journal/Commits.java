package io.tidemark.journal;

import io.tidemark.config.PostgresUri;
import io.tidemark.flow.UserIds;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeCodec;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Writes namespaces, members and journal entries as commits do, by plain JDBC. */
public final class Commits implements AutoCloseable {
  private final Connection connection;

  public Commits(String postgresUri) throws SQLException {
    PostgresUri uri = PostgresUri.parse(postgresUri);
    connection = DriverManager.getConnection(uri.jdbcUrl(), uri.jdbcProperties());
    connection.setAutoCommit(false);
  }

  public UUID user(String name) throws SQLException {
    UUID id = UserIds.of(name);
    update("INSERT INTO users (user_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", id, name);
    connection.commit();
    return id;
  }

  /** A team folder of a user called owner. */
  public UUID folder() throws SQLException {
    UUID ns = UUID.randomUUID();
    UUID owner = user("owner");
    update(
        "INSERT INTO namespaces (ns, kind, name, owner_user_id) VALUES (?, 'folder', 'Design', ?)",
        ns,
        owner);
    update("INSERT INTO members (ns, user_id, role) VALUES (?, ?, 'owner')", ns, owner);
    connection.commit();
    return ns;
  }

  public void member(UUID ns, String user, String role) throws SQLException {
    UUID id = user(user);
    update(
        "INSERT INTO members (ns, user_id, role) VALUES (?, ?, ?)"
            + " ON CONFLICT (ns, user_id) DO UPDATE SET role = EXCLUDED.role",
        ns,
        id,
        role);
    connection.commit();
  }

  public void noMember(UUID ns, String user) throws SQLException {
    update("DELETE FROM members WHERE ns = ? AND user_id = ?", ns, UserIds.of(user));
    connection.commit();
  }

  /** Since when the user is a member. */
  public long joinedMicros(UUID ns, String user) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT (extract(epoch FROM added_at) * 1000000)::bigint FROM members"
                + " WHERE ns = ? AND user_id = ?")) {
      statement.setObject(1, ns);
      statement.setObject(2, UserIds.of(user));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long micros = row.getLong(1);
        connection.commit();
        return micros;
      }
    }
  }

  /** One transaction with {@code count} entries in each of the namespaces. */
  public void commit(int count, UUID... namespaces) throws SQLException {
    for (UUID ns : namespaces) {
      append(ns, count, 0);
    }
    connection.commit();
  }

  public void commitLarge(int count, int nameChars, UUID ns) throws SQLException {
    append(ns, count, nameChars);
    connection.commit();
  }

  /** Writes, and takes it back. */
  public void rollback(UUID ns) throws SQLException {
    append(ns, 1, 0);
    connection.rollback();
  }

  public void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
    connection.commit();
  }

  public boolean isTrue(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      boolean value = row.getBoolean(1);
      connection.commit();
      return value;
    }
  }

  private void append(UUID ns, int count, int nameChars) throws SQLException {
    long head;
    int epoch;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE namespaces SET head_seq = head_seq + ? WHERE ns = ? RETURNING head_seq, epoch")) {
      statement.setInt(1, count);
      statement.setObject(2, ns);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        head = row.getLong(1);
        epoch = row.getInt(2);
      }
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO journal (ns, seq, epoch, file_id, change, committed_at)"
                + " VALUES (?, ?, ?, ?, ?, ?::timestamptz)")) {
      for (long seq = head - count + 1; seq <= head; seq++) {
        Change change = change(seq, now, nameChars);
        statement.setObject(1, ns);
        statement.setLong(2, seq);
        statement.setInt(3, epoch);
        statement.setObject(4, change.fileId());
        statement.setString(5, new String(ChangeCodec.encode(change), StandardCharsets.UTF_8));
        statement.setString(6, now.toString());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static Change change(long seq, Instant now, int nameChars) {
    String name = "file-" + seq + "x".repeat(nameChars);
    return new Change(
        seq,
        ChangeOp.COMMIT,
        EntryKind.FILE,
        UUID.randomUUID(),
        null,
        name,
        "/" + name,
        1,
        123,
        now,
        "alice",
        "d1",
        null,
        null,
        null);
  }

  private void update(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int index = 0; index < arguments.length; index++) {
        statement.setObject(index + 1, arguments[index]);
      }
      statement.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
