package io.tidemark.loadgen.device;

import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.MalformedException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/events} by hand: an answer in chunks that has no end. */
final class EventStreamWire implements Wire {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final URI hub;
  private final String token;
  private final Hello hello;
  private final Inbox inbox = new Inbox();
  private @Nullable Listener listener;
  private final SseParser parser = new SseParser(this::event);
  private boolean open;

  EventStreamWire(URI hub, String token, Hello hello) {
    this.hub = hub;
    this.token = token;
    this.hello = hello;
  }

  @Override
  public byte[] request() {
    String cursor = hello.cursor();
    String from = cursor == null ? "" : "&cursor=" + encoded(cursor);
    return HttpHead.get(
        hub,
        "/v1/events?device=" + encoded(hello.device()) + from,
        token,
        "Accept: text/event-stream");
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  @Override
  public void received(byte[] bytes, Listener to) {
    listener = to;
    inbox.add(bytes);
    if (!open) {
      String head = HttpHead.take(inbox);
      if (head == null) {
        return;
      }
      int status = HttpHead.status(head);
      if (status != 200) {
        to.turnedAway("GET /v1/events was answered " + status, HttpHead.retryAfterSeconds(head));
        return;
      }
      open = true;
      to.opened();
    }
    while (readChunk(to)) {
      // Until one is not complete.
    }
  }

  private boolean readChunk(Listener to) {
    int line = inbox.indexOf(LINE_END);
    if (line < 0) {
      return false;
    }
    int size = 0;
    for (int i = 0; i < line; i++) {
      int digit = Character.digit(inbox.at(i), 16);
      if (digit < 0) {
        to.unreadable("a chunk without its size");
        to.ended(0, "unreadable");
        return false;
      }
      size = (size << 4) | digit;
    }
    int whole = line + LINE_END.length + size + LINE_END.length;
    if (inbox.size() < whole) {
      return false;
    }
    inbox.skip(line + LINE_END.length);
    if (size == 0) {
      to.ended(0, "ended");
      return false;
    }
    byte[] chunk = inbox.take(size);
    inbox.skip(LINE_END.length);
    parser.feed(chunk);
    return true;
  }

  private void event(SseEvent event) {
    Listener to = listener;
    if (to == null) {
      return;
    }
    try {
      to.frame(FrameCodec.decodeServer(event.data()), event.id());
    } catch (MalformedException e) {
      to.unreadable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public byte @Nullable [] ack(Map<UUID, Long> watermarks) {
    return null;
  }

  @Override
  public byte[] goodbye() {
    return new byte[0];
  }
}
