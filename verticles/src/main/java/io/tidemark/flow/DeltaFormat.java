package io.tidemark.flow;

/** The ways in which the bytes of a delta go out. */
public enum DeltaFormat {
  /** The frame's text by itself. */
  JSON,
  /** A whole WebSocket text frame. */
  WEB_SOCKET,
  /** The same for devices that take compressed frames. */
  WEB_SOCKET_DEFLATED,
  /**
   * A whole server-sent event, without an id: what a device has in its other namespaces is not the
   * same for any two.
   */
  EVENT,
  /** The same as a chunk of HTTP/1.1's chunked encoding. */
  EVENT_CHUNK;

  private static final byte[] EVENT_HEAD = Framing.ascii("event: delta\ndata: ");
  private static final byte[] EVENT_TAIL = Framing.ascii("\n\n");

  byte[] of(byte[] json) {
    return switch (this) {
      case JSON -> json;
      case WEB_SOCKET -> Framing.textFrame(json);
      case WEB_SOCKET_DEFLATED -> Framing.deflatedTextFrame(json);
      case EVENT -> Framing.joined(EVENT_HEAD, json, EVENT_TAIL);
      case EVENT_CHUNK -> Framing.chunk(EVENT.of(json));
    };
  }
}
