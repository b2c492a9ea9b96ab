package io.tidemark.loadgen.swarm;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What a device says, as bytes. */
final class Said {
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PONG = 10;

  /** The sample key of RFC 6455: it proves nothing that these devices would check. */
  private static final String UPGRADE =
      "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
          + "\r\nSec-WebSocket-Protocol: tidemark.v1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  private Said() {}

  static byte[] upgrade(URI hub, String token) {
    return get(hub, at(hub, "/v1/connect"), token, UPGRADE);
  }

  /**
   * @param cursor empty for none
   */
  static byte[] events(URI hub, String token, String device, String cursor) {
    String from =
        cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    return get(hub, "/v1/events?device=" + device + from, token, "\r\nAccept: text/event-stream");
  }

  /** What one gets of a server that only broadcasts. */
  static byte[] events(URI channel) {
    return get(channel, at(channel, "/"), "", "\r\nAccept: text/event-stream");
  }

  /** Only servers that are no hub are named with a path. */
  private static String at(URI url, String otherwise) {
    String path = url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return path == null || path.isEmpty() ? otherwise : path + query;
  }

  private static byte[] get(URI hub, String path, String token, String headers) {
    String authorization = token.isEmpty() ? "" : "\r\nAuthorization: Bearer " + token;
    return ("GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + hub.getAuthority()
            + authorization
            + headers
            + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * @param watermarks a JSON object; empty for none
   */
  static byte[] hello(String device, String watermarks) {
    String told = watermarks.isEmpty() ? "" : ",\"watermarks\":" + watermarks;
    return text("{\"type\":\"hello\",\"device\":\"" + device + "\"" + told + "}");
  }

  static byte[] ack(String watermarks) {
    return text("{\"type\":\"ack\",\"watermarks\":" + watermarks + "}");
  }

  static byte[] pong(byte[] payload) {
    return frame(PONG, payload);
  }

  static byte[] goodbye() {
    return frame(CLOSE, new byte[] {0x03, (byte) 0xe8});
  }

  private static byte[] text(String json) {
    return frame(TEXT, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Masked with zeros: masking keeps old proxies from harm, and there is none on this road. */
  private static byte[] frame(int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 8);
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(payload.length >>> 8);
      frame.write(payload.length);
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }
}
