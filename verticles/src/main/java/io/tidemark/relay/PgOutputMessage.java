package io.tidemark.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message of PostgreSQL's logical replication, as far as the relay cares. */
sealed interface PgOutputMessage {

  /**
   * @param committedAtMicros since 1970
   */
  record Begin(long finalLsn, long committedAtMicros) implements PgOutputMessage {}

  /**
   * @param endLsn where the log goes on after this transaction: what is confirmed
   */
  record Commit(long endLsn) implements PgOutputMessage {}

  /** What the rows to come of a table look like; comes before the first of them. */
  record Relation(int id, String table, List<String> columns) implements PgOutputMessage {}

  record Insert(int relationId, List<Cell> row) implements PgOutputMessage {}

  record Update(int relationId, List<Cell> row) implements PgOutputMessage {}

  /**
   * @param key the row's primary key; the other columns are null
   */
  record Delete(int relationId, List<Cell> key) implements PgOutputMessage {}

  /** What somebody had written into the log beside the rows. */
  @SuppressWarnings("ArrayRecordComponent") // As with Cell.
  record Message(String prefix, byte[] content) implements PgOutputMessage {}

  /** Something that is of no interest: a truncation, a type, an origin. */
  record Other(char type) implements PgOutputMessage {}

  /**
   * A column's value in PostgreSQL's binary form.
   *
   * @param bytes null for NULL, and for a large value that an update left as it was
   */
  @SuppressWarnings("ArrayRecordComponent") // A carrier within the relay; never compared.
  record Cell(byte @Nullable [] bytes) {}
}
