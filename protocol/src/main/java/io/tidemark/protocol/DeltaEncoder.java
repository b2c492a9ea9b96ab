package io.tidemark.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Builds a delta's JSON by copying its changes, encoded at commit, between a head and a tail: the
 * same bytes as {@link FrameCodec} gives, without reading or writing a change again.
 */
public final class DeltaEncoder {
  private DeltaEncoder() {}

  /**
   * @param from exclusive
   * @param to inclusive
   * @param changes each as {@link ChangeCodec#encode} gave it
   * @param cursor of {@link CursorCodec}; null for none
   */
  public static byte[] encode(
      UUID ns,
      int epoch,
      long from,
      long to,
      List<byte[]> changes,
      boolean truncated,
      int pullAfterMs,
      @Nullable String cursor) {
    byte[] head =
        ascii(
            "{\"type\":\"delta\",\"ns\":\""
                + ns
                + "\",\"epoch\":"
                + epoch
                + ",\"from\":"
                + from
                + ",\"to\":"
                + to
                + ",\"changes\":[");
    byte[] tail =
        ascii(
            "],\"truncated\":"
                + truncated
                + ",\"pullAfterMs\":"
                + pullAfterMs
                + (cursor == null ? "" : ",\"cursor\":\"" + cursor + "\"")
                + "}");
    int length = head.length + tail.length + Math.max(0, changes.size() - 1);
    for (byte[] change : changes) {
      length = Math.addExact(length, change.length);
    }
    byte[] frame = new byte[length];
    int at = copy(head, frame, 0);
    for (int index = 0; index < changes.size(); index++) {
      if (index > 0) {
        frame[at++] = ',';
      }
      at = copy(changes.get(index), frame, at);
    }
    copy(tail, frame, at);
    return frame;
  }

  private static int copy(byte[] part, byte[] frame, int at) {
    System.arraycopy(part, 0, frame, at, part.length);
    return at + part.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
