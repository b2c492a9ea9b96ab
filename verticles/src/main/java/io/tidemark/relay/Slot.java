package io.tidemark.relay;

import io.tidemark.config.Resources;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The replication slot: PostgreSQL's note of how far the relay is, kept while no relay runs, and
 * the fence that lets one relay run at a time.
 */
final class Slot {
  private static final String STATE = Resources.text(Slot.class, "slot_state.sql");
  private static final String MAKE_TEMPORARY =
      Resources.text(Slot.class, "slot_make_temporary.sql");
  private static final String MAKE_PERMANENT =
      Resources.text(Slot.class, "slot_make_permanent.sql");
  private static final String DROP = Resources.text(Slot.class, "slot_drop.sql");

  /** PostgreSQL's "duplicate object": another node was faster. */
  private static final String DUPLICATE = "42710";

  private final Connection connection;
  private final String name;

  enum State {
    MISSING,
    /** Its part of the log is gone: it cannot be read any more. */
    LOST,
    /** Another relay has it. */
    TAKEN,
    FREE
  }

  Slot(Connection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  State state() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STATE)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return State.MISSING;
        }
        if (!row.getBoolean("is_ours")) {
          throw new SQLException(
              "replication slot "
                  + name
                  + " belongs to database "
                  + row.getString("database")
                  + "; each hub on one server needs a database of another name");
        }
        if (row.getBoolean("is_lost")) {
          return State.LOST;
        }
        return row.getBoolean("active") ? State.TAKEN : State.FREE;
      }
    }
  }

  void drop() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DROP)) {
      statement.setString(1, name);
      statement.executeQuery().close();
    }
  }

  /**
   * Makes a slot that begins now and ends with this connection, to hold the log while {@link #keep}
   * is not called. Waits for the transactions that are open.
   *
   * @return its name
   */
  String makeTemporary() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MAKE_TEMPORARY)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** Makes the slot, beginning where the temporary one did. Another node may have been faster. */
  void keep(String temporary) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MAKE_PERMANENT)) {
      statement.setString(1, temporary);
      statement.setString(2, name);
      statement.executeQuery().close();
    } catch (SQLException e) {
      if (!DUPLICATE.equals(e.getSQLState())) {
        throw e;
      }
    } finally {
      new Slot(connection, temporary).drop();
    }
  }
}
