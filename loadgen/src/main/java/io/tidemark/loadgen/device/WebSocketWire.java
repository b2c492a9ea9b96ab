package io.tidemark.loadgen.device;

import io.tidemark.protocol.ClientFrame;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.MalformedException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/connect} by hand: as much of RFC 6455 as a device needs. */
final class WebSocketWire implements Wire {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** The sample key of RFC 6455: it proves nothing that this device would check. */
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  /** Masking keeps old proxies from harm; there is none on this road, so any key does. */
  private static final byte[] MASK = {0, 0, 0, 0};

  private static final byte[] NORMAL_CLOSE = {0x03, (byte) 0xe8};

  private final URI hub;
  private final String token;
  private final Hello hello;
  private final Inbox inbox = new Inbox();
  private @Nullable ByteArrayOutputStream fragments;
  private boolean open;

  WebSocketWire(URI hub, String token, Hello hello) {
    this.hub = hub;
    this.token = token;
    this.hello = hello;
  }

  @Override
  public byte[] request() {
    return HttpHead.get(
        hub,
        "/v1/connect",
        token,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: tidemark.v1",
        KEY);
  }

  @Override
  public void received(byte[] bytes, Listener listener) {
    inbox.add(bytes);
    if (!open && !enter(listener)) {
      return;
    }
    while (readFrame(listener)) {
      // Until one is not complete.
    }
  }

  private boolean enter(Listener listener) {
    String head = HttpHead.take(inbox);
    if (head == null) {
      return false;
    }
    int status = HttpHead.status(head);
    if (status != 101) {
      listener.turnedAway(
          "GET /v1/connect was answered " + status, HttpHead.retryAfterSeconds(head));
      return false;
    }
    open = true;
    listener.opened();
    ClientFrame.Hello first =
        new ClientFrame.Hello(
            hello.device(), hello.watermarks().isEmpty() ? null : hello.watermarks(), null, false);
    listener.answer(text(first));
    return true;
  }

  private boolean readFrame(Listener listener) {
    if (inbox.size() < 2) {
      return false;
    }
    int announced = inbox.at(1);
    int head = announced == 126 ? 4 : announced == 127 ? 10 : 2;
    if (inbox.size() < head) {
      return false;
    }
    long length = announced;
    if (head > 2) {
      length = 0;
      for (int i = 2; i < head; i++) {
        length = (length << 8) | inbox.at(i);
      }
    }
    if (announced > 127) {
      listener.unreadable("a masked frame from the hub");
      listener.ended(0, "unreadable");
      return false;
    }
    if (inbox.size() < head + length) {
      return false;
    }
    int first = inbox.at(0);
    inbox.skip(head);
    frame(first & 0x0f, (first & 0x80) != 0, inbox.take((int) length), listener);
    return true;
  }

  private void frame(int opcode, boolean last, byte[] payload, Listener listener) {
    switch (opcode) {
      case TEXT, CONTINUATION -> {
        ByteArrayOutputStream before = fragments;
        if (last && before == null) {
          message(payload, listener);
          return;
        }
        ByteArrayOutputStream all = before == null ? new ByteArrayOutputStream() : before;
        all.writeBytes(payload);
        fragments = last ? null : all;
        if (last) {
          message(all.toByteArray(), listener);
        }
      }
      case PING -> listener.answer(frame(PONG, payload));
      case PONG -> {}
      case CLOSE -> {
        boolean coded = payload.length >= 2;
        int code = coded ? ((payload[0] & 0xff) << 8) | (payload[1] & 0xff) : 0;
        byte[] reason = coded ? Arrays.copyOfRange(payload, 2, payload.length) : payload;
        listener.ended(code, new String(reason, StandardCharsets.UTF_8));
      }
      default -> listener.unreadable("a frame with opcode " + opcode);
    }
  }

  private static void message(byte[] text, Listener listener) {
    try {
      listener.frame(FrameCodec.decodeServer(new String(text, StandardCharsets.UTF_8)), null);
    } catch (MalformedException e) {
      listener.unreadable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public byte[] ack(Map<UUID, Long> watermarks) {
    return text(new ClientFrame.Ack(watermarks));
  }

  @Override
  public byte[] goodbye() {
    return frame(CLOSE, NORMAL_CLOSE);
  }

  private static byte[] text(ClientFrame frame) {
    return frame(TEXT, FrameCodec.encode(frame).getBytes(StandardCharsets.UTF_8));
  }

  /** A masked frame; a device says nothing longer than 64 KiB. */
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
    frame.writeBytes(MASK);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }
}
