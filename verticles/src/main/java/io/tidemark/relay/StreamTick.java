package io.tidemark.relay;

import io.tidemark.config.Topics;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Says that everything that was committed before a moment is on Kafka, and how far that reaches.
 *
 * <p>It goes through PostgreSQL's log as a message in order with the commits, and then to a topic
 * of its own: one record a second says of all partitions what a record in each of them would.
 *
 * @param source whose clock {@code sentNanos} is of: one life of one relay
 * @param sentNanos when it was sent to PostgreSQL, by the sender's monotonic clock
 * @param ends the last record of each partition that this relay has written to
 */
record StreamTick(long source, long sentNanos, Map<TopicPartition, Long> ends) {
  /** The messages in the log that are ticks; there may be others' messages. */
  static final String PREFIX = "tidemark.tick";

  private static final byte VERSION = 1;
  private static final int MESSAGE_BYTES = 2 * Long.BYTES;
  private static final int HEAD_BYTES = 1 + MESSAGE_BYTES + Integer.BYTES;
  private static final int END_BYTES = 1 + Integer.BYTES + Long.BYTES;
  private static final byte JOURNAL = 'j';
  private static final byte MEMBERS = 'm';

  /** What goes through PostgreSQL's log. */
  static byte[] message(long source, long sentNanos) {
    return ByteBuffer.allocate(MESSAGE_BYTES).putLong(source).putLong(sentNanos).array();
  }

  /**
   * @throws IllegalArgumentException if {@code message} is none of {@link #message}
   */
  static StreamTick ofMessage(byte[] message) {
    if (message.length != MESSAGE_BYTES) {
      throw new IllegalArgumentException("tick of " + message.length + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(message);
    return new StreamTick(bytes.getLong(), bytes.getLong(), Map.of());
  }

  StreamTick with(Map<TopicPartition, Long> reached) {
    return new StreamTick(source, sentNanos, Map.copyOf(reached));
  }

  /** The record's value. */
  byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + ends.size() * END_BYTES);
    bytes.put(VERSION).putLong(source).putLong(sentNanos).putInt(ends.size());
    ends.forEach((partition, offset) ->
        bytes
            .put(partition.topic().equals(Topics.JOURNAL) ? JOURNAL : MEMBERS)
            .putInt(partition.partition())
            .putLong(offset));
    return bytes.array();
  }

  /**
   * @throws IllegalArgumentException if {@code value} is none of {@link #encode}
   */
  static StreamTick decode(byte[] value) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(value);
      byte version = bytes.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("tick of version " + version + ", known is " + VERSION);
      }
      long source = bytes.getLong();
      long sentNanos = bytes.getLong();
      int count = bytes.getInt();
      if (count < 0 || bytes.remaining() != (long) count * END_BYTES) {
        throw new IllegalArgumentException(count + " ends in " + value.length + " bytes");
      }
      Map<TopicPartition, Long> ends = HashMap.newHashMap(count);
      for (int index = 0; index < count; index++) {
        String topic = bytes.get() == JOURNAL ? Topics.JOURNAL : Topics.MEMBERS;
        ends.put(new TopicPartition(topic, bytes.getInt()), bytes.getLong());
      }
      return new StreamTick(source, sentNanos, ends);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("tick of " + value.length + " bytes is cut off", e);
    }
  }
}
