package io.tidemark.flow;

import io.tidemark.protocol.DeltaEncoder;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A delta as it goes out, encoded once for all devices: the same text for every WebSocket, the same
 * bytes for every event stream. Never modified.
 *
 * @param delta what was encoded
 * @param text a WebSocket's text frame
 * @param event a whole server-sent event, without an id: what a device has in its other namespaces
 *     is not the same for any two
 */
public record EncodedDelta(Delta delta, String text, Buffer event) {

  public static EncodedDelta of(Delta delta) {
    byte[] json =
        DeltaEncoder.encode(
            delta.ns(),
            delta.epoch(),
            delta.from(),
            delta.to(),
            delta.changes().stream().map(JournalEntry::change).toList(),
            delta.truncated(),
            0,
            null);
    return new EncodedDelta(
        delta,
        new String(json, StandardCharsets.UTF_8),
        Buffer.buffer(json.length + 24)
            .appendString("event: delta\ndata: ")
            .appendBytes(json)
            .appendString("\n\n"));
  }

  public UUID ns() {
    return delta.ns();
  }

  public int epoch() {
    return delta.epoch();
  }

  public long from() {
    return delta.from();
  }

  public long to() {
    return delta.to();
  }

  public long oldestCommitMicros() {
    return delta.oldestCommitMicros();
  }

  /**
   * This delta for a device that has everything up to {@code seq}: itself where it begins there,
   * else only what is new to the device, encoded for it alone.
   */
  public EncodedDelta after(long seq) {
    return seq == delta.from() ? this : of(delta.after(seq));
  }
}
