package io.tidemark.gateway;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many of the streams of each HTTP/2 connection of a loop are held: event streams, long-polls.
 * Were all of them, every other request of that client would wait without end or answer.
 */
final class HeldStreams {
  static final int MOST = ListenerOptions.STREAMS_MAX / 2;

  private static final Hold NOT_SHARED = new Hold(null, null);

  private final IdentityHashMap<HttpConnection, Integer> held = new IdentityHashMap<>();

  /** Null if the connection holds as many as it may; a connection of HTTP/1.1 is its own. */
  @Nullable Hold hold(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      return NOT_SHARED;
    }
    HttpConnection connection = request.connection();
    int before = held.getOrDefault(connection, 0);
    if (before >= MOST) {
      return null;
    }
    held.put(connection, before + 1);
    return new Hold(this, connection);
  }

  private void release(HttpConnection connection) {
    held.computeIfPresent(connection, (_, count) -> count > 1 ? count - 1 : null);
  }

  /** One held stream, which may be released more than once. */
  static final class Hold {
    private final @Nullable HeldStreams of;
    private @Nullable HttpConnection connection;

    private Hold(@Nullable HeldStreams of, @Nullable HttpConnection connection) {
      this.of = of;
      this.connection = connection;
    }

    void release() {
      HttpConnection held = connection;
      connection = null;
      if (of != null && held != null) {
        of.release(held);
      }
    }
  }
}
