package io.tidemark.loadgen.device;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event stream, however its bytes are cut into pieces.
 *
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">HTML,
 *     9.2.5</a>
 */
public final class SseParser {
  /** A line longer than this is no event of a hub. */
  private static final int LINE_BYTES = 1 << 20;

  private final Consumer<SseEvent> events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private @Nullable String id;
  private long retryMillis = -1;
  private boolean afterCarriageReturn;
  private boolean firstLine = true;
  private boolean hasData;

  public SseParser(Consumer<SseEvent> events) {
    this.events = events;
  }

  /** What the stream said about when to come back; -1 if nothing. */
  public long retryMillis() {
    return retryMillis;
  }

  /**
   * @throws IllegalStateException if a line has no end within a megabyte
   */
  public void feed(byte[] bytes) {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterCarriageReturn) {
        start = i + 1;
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = b == '\r';
      if (b == '\n' || b == '\r') {
        line.write(bytes, start, i - start);
        start = i + 1;
        endOfLine();
      }
    }
    line.write(bytes, start, bytes.length - start);
    if (line.size() > LINE_BYTES) {
      throw new IllegalStateException("a line of more than " + LINE_BYTES + " bytes");
    }
  }

  private void endOfLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (firstLine) {
      firstLine = false;
      text = text.startsWith("\ufeff") ? text.substring(1) : text;
    }
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    if (colon == 0) {
      return;
    }
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    field(field, value.startsWith(" ") ? value.substring(1) : value);
  }

  private void field(String field, String value) {
    switch (field) {
      case "event" -> type = value;
      case "data" -> {
        data.append(value).append('\n');
        hasData = true;
      }
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          id = value;
        }
      }
      case "retry" -> {
        if (!value.isEmpty()
            && value.length() < 10
            && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
          retryMillis = Long.parseLong(value);
        }
      }
      default -> {
        // Fields that are not known are ignored.
      }
    }
  }

  private void dispatch() {
    if (hasData) {
      data.setLength(data.length() - 1);
      events.accept(new SseEvent(type.isEmpty() ? "message" : type, data.toString(), id));
    }
    data.setLength(0);
    type = "";
    hasData = false;
  }
}
