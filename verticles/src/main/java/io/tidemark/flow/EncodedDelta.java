package io.tidemark.flow;

import io.tidemark.protocol.DeltaEncoder;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A delta as it goes out, encoded once for all devices: the same text for every WebSocket, the same
 * bytes for every event stream. Never modified.
 *
 * @param text a WebSocket's text frame
 * @param event a whole server-sent event, without an id: what a device has in its other namespaces
 *     is not the same for any two
 * @param oldestCommitMicros when the change that waited longest was committed
 */
public record EncodedDelta(
    UUID ns, int epoch, long from, long to, String text, Buffer event, long oldestCommitMicros) {

  public static EncodedDelta of(Delta delta) {
    byte[] json =
        DeltaEncoder.encode(
            delta.ns(),
            delta.epoch(),
            delta.from(),
            delta.to(),
            delta.changes(),
            delta.truncated(),
            0,
            null);
    return new EncodedDelta(
        delta.ns(),
        delta.epoch(),
        delta.from(),
        delta.to(),
        new String(json, StandardCharsets.UTF_8),
        Buffer.buffer(json.length + 24)
            .appendString("event: delta\ndata: ")
            .appendBytes(json)
            .appendString("\n\n"),
        delta.oldestCommitMicros());
  }
}
