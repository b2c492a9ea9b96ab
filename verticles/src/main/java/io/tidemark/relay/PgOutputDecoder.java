package io.tidemark.relay;

import io.tidemark.relay.PgOutputMessage.Cell;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code pgoutput}, protocol version 1 with binary values.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical
 *     Replication Message Formats</a>
 */
final class PgOutputDecoder {
  /** Microseconds from 1970, where Java counts from, to 2000, where PostgreSQL does. */
  static final long EPOCH_2000_MICROS = 946_684_800_000_000L;

  private PgOutputDecoder() {}

  /**
   * @throws IllegalArgumentException if {@code bytes} are no message of this protocol
   */
  static PgOutputMessage decode(ByteBuffer bytes) {
    try {
      char type = (char) bytes.get();
      return switch (type) {
        case 'B' -> {
          long finalLsn = bytes.getLong();
          long committedAtMicros = bytes.getLong() + EPOCH_2000_MICROS;
          yield new PgOutputMessage.Begin(finalLsn, committedAtMicros);
        }
        case 'C' -> {
          bytes.get(); // Flags, of which there are none.
          bytes.getLong(); // Where the commit record is; what counts is where it ends.
          yield new PgOutputMessage.Commit(bytes.getLong());
        }
        case 'R' -> relation(bytes);
        case 'I' -> {
          int relationId = bytes.getInt();
          expect(bytes, 'N');
          yield new PgOutputMessage.Insert(relationId, row(bytes));
        }
        case 'U' -> update(bytes);
        case 'D' -> {
          int relationId = bytes.getInt();
          bytes.get(); // 'K' or 'O': the key, or with REPLICA IDENTITY FULL the whole row.
          yield new PgOutputMessage.Delete(relationId, row(bytes));
        }
        case 'M' -> {
          bytes.get(); // Whether it is part of the transaction; ours are.
          bytes.getLong(); // Where it is in the log.
          String prefix = text(bytes);
          yield new PgOutputMessage.Message(prefix, value(bytes));
        }
        case 'T', 'Y', 'O' -> new PgOutputMessage.Other(type);
        default -> throw new IllegalArgumentException("message of type " + (int) type);
      };
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("message of pgoutput is cut off", e);
    }
  }

  private static PgOutputMessage relation(ByteBuffer bytes) {
    int id = bytes.getInt();
    text(bytes); // The schema.
    String table = text(bytes);
    bytes.get(); // The replica identity.
    int count = bytes.getShort();
    List<String> columns = new ArrayList<>(count);
    for (int column = 0; column < count; column++) {
      bytes.get(); // Whether it is part of the key.
      columns.add(text(bytes));
      bytes.getInt(); // The type.
      bytes.getInt(); // Its modifier.
    }
    return new PgOutputMessage.Relation(id, table, columns);
  }

  private static PgOutputMessage update(ByteBuffer bytes) {
    int relationId = bytes.getInt();
    byte next = bytes.get();
    if (next == 'K' || next == 'O') {
      row(bytes); // As it was before.
      next = bytes.get();
    }
    if (next != 'N') {
      throw new IllegalArgumentException("update without a new row, but with " + next);
    }
    return new PgOutputMessage.Update(relationId, row(bytes));
  }

  private static List<Cell> row(ByteBuffer bytes) {
    int count = bytes.getShort();
    List<Cell> cells = new ArrayList<>(count);
    for (int column = 0; column < count; column++) {
      cells.add(cell(bytes));
    }
    return cells;
  }

  private static Cell cell(ByteBuffer bytes) {
    char form = (char) bytes.get();
    return switch (form) {
      case 'n', 'u' -> new Cell(null);
      case 'b' -> new Cell(value(bytes));
      default ->
          throw new IllegalArgumentException(
              "value in form '" + form + "', expected the binary one (PostgreSQL 14 or newer)");
    };
  }

  private static byte[] value(ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new IllegalArgumentException("value of " + length + " bytes");
    }
    byte[] value = new byte[length];
    bytes.get(value);
    return value;
  }

  private static void expect(ByteBuffer bytes, char expected) {
    char found = (char) bytes.get();
    if (found != expected) {
      throw new IllegalArgumentException("'" + found + "' where '" + expected + "' was expected");
    }
  }

  private static String text(ByteBuffer bytes) {
    int start = bytes.position();
    while (bytes.get() != 0) {
      // Up to the zero that ends it.
    }
    byte[] text = new byte[bytes.position() - start - 1];
    bytes.get(start, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
