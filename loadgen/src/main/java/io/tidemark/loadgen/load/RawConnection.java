package io.tidemark.loadgen.load;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection with one request on its way and next to no cost of its own: a full client
 * would take the CPU that is to be measured. It reads answers with a Content-Length, which is what
 * a hub sends to these calls, and nothing else.
 */
final class RawConnection {
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final String LENGTH = "\r\ncontent-length:";

  /** Hears the answer, or that there will be none. */
  interface Listener {
    void answered(RawConnection connection, int status, Buffer body);

    void cut(RawConnection connection, boolean waiting);
  }

  private final NetSocket socket;
  private final Listener listener;
  private @Nullable Buffer received;
  private boolean waiting;
  private Workload.@Nullable Exchange exchange;

  private RawConnection(NetSocket socket, Listener listener) {
    this.socket = socket;
    this.listener = listener;
    socket.handler(this::read);
    socket.closeHandler(_ -> closed());
    socket.exceptionHandler(_ -> {});
  }

  static Future<RawConnection> open(NetClient client, String host, int port, Listener listener) {
    return client.connect(port, host).map(socket -> new RawConnection(socket, listener));
  }

  void send(Workload.Exchange next) {
    exchange = next;
    waiting = true;
    // What goes wrong on a socket ends in its close.
    Future<Void> written = socket.write(next.request());
    written.onFailure(_ -> {});
  }

  /** The request that is on its way; to be taken once. */
  Workload.@Nullable Exchange take() {
    Workload.Exchange taken = exchange;
    exchange = null;
    return taken;
  }

  private void read(Buffer bytes) {
    Buffer all = bytes;
    Buffer before = received;
    if (before != null) {
      all = before.appendBuffer(bytes);
    }
    int head = endOfHead(all);
    if (head < 0) {
      received = copy(all, before);
      return;
    }
    String text = all.getString(0, head, StandardCharsets.ISO_8859_1.name());
    int length = contentLength(text);
    if (length < 0) {
      socket.close();
      return;
    }
    int start = head + END_OF_HEAD.length;
    if (all.length() < start + length) {
      received = copy(all, before);
      return;
    }
    received = null;
    waiting = false;
    listener.answered(
        this, Integer.parseInt(text.substring(9, 12)), all.slice(start, start + length));
  }

  /** What a handler gets belongs to it only during the call. */
  private static Buffer copy(Buffer all, @Nullable Buffer before) {
    return before == null ? all.copy() : all;
  }

  private static int endOfHead(Buffer bytes) {
    for (int i = 0; i <= bytes.length() - END_OF_HEAD.length; i++) {
      if (bytes.getByte(i) == '\r'
          && bytes.getByte(i + 1) == '\n'
          && bytes.getByte(i + 2) == '\r'
          && bytes.getByte(i + 3) == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static int contentLength(String head) {
    int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
    if (at < 0) {
      return -1;
    }
    int start = at + LENGTH.length();
    int end = head.indexOf('\r', start);
    return Integer.parseInt(head.substring(start, end < 0 ? head.length() : end).trim());
  }

  private void closed() {
    listener.cut(this, waiting);
  }

  void close() {
    waiting = false;
    socket.close();
  }
}
