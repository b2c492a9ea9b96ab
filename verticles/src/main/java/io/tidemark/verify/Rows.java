package io.tidemark.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query in their order, a page of them in memory at a time. */
final class Rows<T> implements AutoCloseable {
  private static final int FETCHED = 1_000;

  private final PreparedStatement statement;
  private final ResultSet rows;
  private final Mapper<T> mapper;
  private @Nullable T head;

  /** Makes a record of the row that the set stands on. */
  interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /**
   * @param connection in a transaction, without which the driver would read everything at once
   */
  Rows(Connection connection, String sql, Mapper<T> mapper) throws SQLException {
    this.mapper = mapper;
    statement = connection.prepareStatement(sql);
    try {
      statement.setFetchSize(FETCHED);
      rows = statement.executeQuery();
      advance();
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** The next row, which stays; null at the end. */
  @Nullable T peek() {
    return head;
  }

  /** The next row, which is taken; null at the end. */
  @Nullable T take() throws SQLException {
    T taken = head;
    if (taken != null) {
      advance();
    }
    return taken;
  }

  private void advance() throws SQLException {
    head = rows.next() ? mapper.map(rows) : null;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
