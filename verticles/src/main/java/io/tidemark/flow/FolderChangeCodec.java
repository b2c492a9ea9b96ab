package io.tidemark.flow;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A folder change as a Kafka record: the key is the namespace's 16 bytes, so that a reader without
 * interest in it need not look at the value, which is {@code (version, epoch, first seq, count,
 * {file id, committed at, length, JSON}…)}, numbers as varints. Also the form of one entry in
 * Redis' tails.
 */
public final class FolderChangeCodec {
  private static final byte VERSION = 1;
  private static final int KEY_BYTES = 16;
  private static final int HEAD_BYTES_MAX = 1 + 5 + 10 + 5;
  private static final int ENTRY_HEAD_BYTES_MAX = 16 + 10 + 5;

  private FolderChangeCodec() {}

  /** The record's key. */
  public static byte[] key(UUID ns) {
    return ByteBuffer.allocate(KEY_BYTES)
        .putLong(ns.getMostSignificantBits())
        .putLong(ns.getLeastSignificantBits())
        .array();
  }

  /**
   * @throws IllegalArgumentException if {@code key} is none of {@link #key}
   */
  public static UUID ns(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("key of " + key.length + " bytes, expected " + KEY_BYTES);
    }
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  /** The record's value. */
  public static byte[] encode(FolderChange change) {
    ByteBuffer bytes = ByteBuffer.allocate(sizeBound(change.entries()));
    bytes.put(VERSION);
    putVarint(bytes, change.epoch());
    putVarint(bytes, change.entries().getFirst().seq());
    putVarint(bytes, change.entries().size());
    for (JournalEntry entry : change.entries()) {
      bytes.putLong(entry.fileId().getMostSignificantBits());
      bytes.putLong(entry.fileId().getLeastSignificantBits());
      putVarint(bytes, entry.committedAtMicros());
      putVarint(bytes, entry.change().length);
      bytes.put(entry.change());
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Bytes that {@link #encode} needs at most. */
  private static int sizeBound(List<JournalEntry> entries) {
    int size = HEAD_BYTES_MAX;
    for (JournalEntry entry : entries) {
      size = Math.addExact(size, ENTRY_HEAD_BYTES_MAX + entry.change().length);
    }
    return size;
  }

  /**
   * @throws IllegalArgumentException if {@code value} is none of {@link #encode}
   */
  public static FolderChange decode(UUID ns, byte[] value) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(value);
      byte version = bytes.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("version " + version + ", known is " + VERSION);
      }
      int epoch = Math.toIntExact(varint(bytes));
      long first = varint(bytes);
      int count = Math.toIntExact(varint(bytes));
      if (count < 1 || count > bytes.remaining()) {
        throw new IllegalArgumentException(count + " entries in " + value.length + " bytes");
      }
      List<JournalEntry> entries = new ArrayList<>(count);
      for (int index = 0; index < count; index++) {
        entries.add(entry(bytes, first + index));
      }
      if (bytes.hasRemaining()) {
        throw new IllegalArgumentException(bytes.remaining() + " bytes after the last entry");
      }
      return new FolderChange(ns, epoch, entries);
    } catch (BufferUnderflowException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "folder change of " + value.length + " bytes is cut off or holds an impossible number",
          e);
    }
  }

  private static JournalEntry entry(ByteBuffer bytes, long seq) {
    UUID fileId = new UUID(bytes.getLong(), bytes.getLong());
    long committedAtMicros = varint(bytes);
    int length = Math.toIntExact(varint(bytes));
    if (length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] change = new byte[length];
    bytes.get(change);
    return new JournalEntry(seq, fileId, change, committedAtMicros);
  }

  private static void putVarint(ByteBuffer bytes, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a varint of more than ten bytes");
  }
}
