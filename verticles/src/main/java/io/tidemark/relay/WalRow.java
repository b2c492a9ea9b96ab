package io.tidemark.relay;

import io.tidemark.relay.PgOutputMessage.Cell;
import io.tidemark.relay.PgOutputMessage.Relation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** A row of the log, read by the names of its columns. */
record WalRow(Relation relation, List<Cell> cells) {

  UUID uuid(String column) {
    ByteBuffer bytes = bytes(column, 2 * Long.BYTES);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  long bigint(String column) {
    return bytes(column, Long.BYTES).getLong();
  }

  int integer(String column) {
    return bytes(column, Integer.BYTES).getInt();
  }

  String text(String column) {
    return new String(utf8(column), StandardCharsets.UTF_8);
  }

  /** A text as its bytes; the database is in UTF-8. */
  byte[] utf8(String column) {
    byte[] value = cell(column).bytes();
    if (value == null) {
      throw new IllegalArgumentException(relation.table() + "." + column + " is null");
    }
    return value;
  }

  boolean isNull(String column) {
    return cell(column).bytes() == null;
  }

  /** A timestamp as microseconds since 1970; both infinities come out as very far away. */
  long micros(String column) {
    long micros = bigint(column);
    return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE
        ? micros
        : micros + PgOutputDecoder.EPOCH_2000_MICROS;
  }

  private ByteBuffer bytes(String column, int length) {
    byte[] value = utf8(column);
    if (value.length != length) {
      throw new IllegalArgumentException(
          "%s.%s has %d bytes, expected %d"
              .formatted(relation.table(), column, value.length, length));
    }
    return ByteBuffer.wrap(value);
  }

  private Cell cell(String column) {
    int index = relation.columns().indexOf(column);
    if (index < 0 || index >= cells.size()) {
      throw new IllegalArgumentException(relation.table() + " has no column " + column);
    }
    return cells.get(index);
  }
}
