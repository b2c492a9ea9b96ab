package io.tidemark.loadgen.device;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The beginning of an HTTP/1.1 exchange: a request without a body, and the answer's first part. */
final class HttpHead {
  private static final byte[] END = {'\r', '\n', '\r', '\n'};

  private HttpHead() {}

  /**
   * @param headers whole lines without their ends
   */
  static byte[] get(URI hub, String path, String token, String... headers) {
    StringBuilder text = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: ");
    text.append(hub.getAuthority()).append("\r\nAuthorization: Bearer ").append(token);
    for (String header : headers) {
      text.append("\r\n").append(header);
    }
    return text.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The answer's status, taken with all of its head; -1 if that is not complete. */
  static int takeStatus(Inbox inbox) {
    int end = inbox.indexOf(END);
    if (end < 0) {
      return -1;
    }
    String head = new String(inbox.take(end + END.length), StandardCharsets.ISO_8859_1);
    return head.matches("(?s)HTTP/1\\.1 \\d{3}.*") ? Integer.parseInt(head, 9, 12, 10) : 0;
  }
}
