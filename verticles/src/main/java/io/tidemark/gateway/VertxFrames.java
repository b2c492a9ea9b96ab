package io.tidemark.gateway;

import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes messages of the frames that Vert.x reads: joins fragments, and keeps their limit. */
final class VertxFrames {
  private final Connection connection;
  private final DeviceFrames frames;
  private @Nullable Buffer fragments;

  VertxFrames(Connection connection, DeviceFrames frames) {
    this.connection = connection;
    this.frames = frames;
  }

  void take(WebSocketFrame frame) {
    frames.heard();
    if (!connection.isOpen()) {
      return;
    }
    switch (frame.type()) {
      case TEXT, CONTINUATION -> part(frame);
      case BINARY ->
          frames.refused(CloseCode.MALFORMED, "binary frame; expected text frames of JSON");
      case PING -> frames.pinged();
      case PONG, CLOSE -> {}
    }
  }

  private void part(WebSocketFrame frame) {
    Buffer part = frame.binaryData();
    Buffer before = fragments;
    int length = part.length() + (before == null ? 0 : before.length());
    if (length > Limits.FRAME_BYTES) {
      fragments = null;
      frames.refused(
          CloseCode.FRAME_TOO_LARGE,
          "frame of " + length + " bytes or more; at most " + Limits.FRAME_BYTES + " are allowed");
      return;
    }
    Buffer whole = before == null ? part : before.appendBuffer(part);
    if (!frame.isFinal()) {
      fragments = before == null ? part.copy() : whole;
      return;
    }
    fragments = null;
    try {
      frames.text(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(whole.getBytes())).toString());
    } catch (CharacterCodingException e) {
      frames.refused(CloseCode.MALFORMED, "text frame that is not UTF-8");
    }
  }
}
