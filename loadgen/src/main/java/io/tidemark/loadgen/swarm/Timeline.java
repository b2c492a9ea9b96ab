package io.tidemark.loadgen.swarm;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * A namespace's journal as it is read when a run is over: what the devices were told is held
 * against it.
 *
 * @param first the {@code seq} that stands at index 0
 * @param stamps when each entry was committed, in microseconds since 1970
 * @param nextOfFile the {@code seq} of the next entry about the same file; {@code Long.MAX_VALUE}
 *     for none
 */
public record Timeline(UUID ns, long first, long[] stamps, long[] nextOfFile) {

  public long last() {
    return first + stamps.length - 1;
  }

  public boolean has(long seq) {
    return seq >= first && seq <= last();
  }

  public long stamp(long seq) {
    return stamps[(int) (seq - first)];
  }

  /** Whether the entry has to stand in a delta that ends at {@code to}. */
  boolean newestOfItsFile(long seq, long to) {
    return nextOfFile[(int) (seq - first)] > to;
  }

  JsonObject json() {
    return new JsonObject()
        .put("ns", ns.toString())
        .put("first", first)
        .put("stamps", encode(stamps))
        .put("next", encode(nextOfFile));
  }

  static Timeline of(JsonObject json) {
    return new Timeline(
        UUID.fromString(json.getString("ns")),
        json.getLong("first"),
        decode(json.getString("stamps")),
        decode(json.getString("next")));
  }

  private static String encode(long[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static long[] decode(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    long[] values = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(values);
    return values;
  }
}
