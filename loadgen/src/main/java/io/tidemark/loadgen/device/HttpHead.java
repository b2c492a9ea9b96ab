package io.tidemark.loadgen.device;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The beginning of an HTTP/1.1 exchange: a request without a body, and the answer's first part. */
final class HttpHead {
  private static final String RETRY_AFTER = "Retry-After:";
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

  /** All of the answer's head; null if it is not complete. */
  static @Nullable String take(Inbox inbox) {
    int end = inbox.indexOf(END);
    return end < 0 ? null : new String(inbox.take(end + END.length), StandardCharsets.ISO_8859_1);
  }

  /** 0 for what is no answer. */
  static int status(String head) {
    return head.matches("(?s)HTTP/1\\.1 \\d{3}.*") ? Integer.parseInt(head, 9, 12, 10) : 0;
  }

  /** 0 where it does not say. */
  static int retryAfterSeconds(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, RETRY_AFTER, 0, RETRY_AFTER.length()))
        .findFirst()
        .map(line -> TurnedAway.seconds(line.substring(RETRY_AFTER.length()).strip()))
        .orElse(0);
  }
}
